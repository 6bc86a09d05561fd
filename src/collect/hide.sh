
# --- what may not leave the machine ---
# hide FORM CUT LITERALS ADDRESSES: standard input without secrets. FORM: csv, json or text; CUT yes: the first line is the rest of one; LITERALS yes: no
# literals of statements; ADDRESSES yes: no IPv4 addresses. What is hidden stands as [hidden]. Names of settings and the values of others stay as they are.
hide() {
  awk -v form="$1" -v cut="$2" -v literals="$3" -v addresses="$4" '
    BEGIN {
      quick = "pass|pwd|secret|token|credential|key|://|bearer|authorization|crypt|pgp_|hmac|digest|scram-sha-256[$]|md5|akia|mysql|mariadb|redis-cli|curl|identified"
      key = "pass|pwd|secret|token|credential|(api|access|private|encryption|master)[_-]?key|identified by"
      keep = "^-*(.*[.])?(password_encryption|passwordcheck.*|credcheck.*|ssl_passphrase_command_supports_reload|password_(min|max|valid|reuse|check|expir).*|.*(file|path|pathnames?)|.*(by|com)pass.*|pass(ed|es|ing|ive|enger).*)$"
      md5 = "md5"
      for (i = 0; i < 32; ++i) md5 = md5 "[0-9a-f]"
      q = "\047"; dq = "\042"
    }
    # How much of s, which stands behind the opening quote c, is quoted; closed tells whether it ends.
    function span(s, c,   i, n, one, two) {
      closed = 1
      n = length(s)
      for (i = 1; i <= n; ++i) {
        one = substr(s, i, 1); two = substr(s, i, 2)
        if (one == "\\" && form != "csv") { ++i; continue }
        if (one == c) { if (two == c c) { ++i; continue } return i - 1 }
        if (form != "text" && one == dq) { if (two == dq dq) { ++i; continue } return i - 1 }
      }
      closed = 0
      return n
    }
    # The value at the head of rest, taken away: what stands in its place.
    function value(   c, two, n) {
      if (match(rest, /^[EeUu]&?\047/)) { c = substr(rest, 1, RLENGTH - 1); rest = substr(rest, RLENGTH) }
      two = substr(rest, 1, 2); c = substr(rest, 1, 1)
      if (two == "\\" q || two == "\\" dq || ((two == q q || two == dq dq) && substr(rest, 3, 1) !~ /^[ \t,;)}]?$/)) {
        n = index(substr(rest, 3), two)
        rest = n ? substr(rest, n + 4) : ""
        return two "[hidden]" two
      }
      if (two == q q || two == dq dq) { rest = substr(rest, 3); return two }
      if (c == q || c == dq) {
        n = span(substr(rest, 2), c)
        if (!closed) { open = c; lines = 0; rest = ""; return c "[hidden]" }
        if (substr(rest, n + 2, 1) != c) { rest = substr(rest, n + 2); return c "[hidden]" }
        rest = substr(rest, n + 3)
        return c "[hidden]" c
      }
      if (match(rest, /^[$][A-Za-z_]*[$]/)) {
        two = substr(rest, 1, RLENGTH); n = index(substr(rest, RLENGTH + 1), two)
        rest = n ? substr(rest, n + 2 * length(two)) : ""
        return two "[hidden]" two
      }
      if (!match(rest, /^([^ \t\042\047&\\]|\\.)+/)) return ""
      rest = substr(rest, RLENGTH + 1)
      return "[hidden]"
    }
    # name=value, name: value, --name value, name QUOTED, name TO value, "name","value".
    function pairs(text,   done, low, name, first, last, sep) {
      done = ""; rest = text
      while (match(low = tolower(rest), key)) {
        # The whole name. (mawk of 2020 finds no leftmost match of an expression that begins with a star.)
        first = RSTART; last = RSTART + RLENGTH - 1
        while (first > 1 && substr(low, first - 1, 1) ~ /[a-z0-9_.-]/) --first
        while (substr(low, last + 1, 1) ~ /[a-z0-9_.-]/) ++last
        name = substr(low, first, last - first + 1)
        done = done substr(rest, 1, last)
        rest = substr(rest, last + 1); low = substr(low, last + 1)
        if (name ~ keep) continue
        if (match(low, /^[\042\047\\]*[ \t]*(=>|:=|=|:)[ \t]*/) || match(low, /^[\042\047\\]+[ \t]*,[ \t]*/) && substr(low, RLENGTH + 1, 1) ~ /[\042\047e]/ ||
            match(low, /^[ \t]+to[ \t]+/) || match(low, /^[ \t]+/) && substr(low, RLENGTH + 1) ~ /^[eu]?&?[\047\042$\\]/ || name ~ /^-/ && match(low, /^[ \t]+/) && substr(low, RLENGTH + 1) !~ /^-/) {
          sep = substr(rest, 1, RLENGTH)
          rest = substr(rest, RLENGTH + 1)
          # YAML: a value of several words has no quotes.
          if (form == "text" && sep ~ /^: +$/ && done ~ /^[ \t-]*[A-Za-z0-9_.-]+$/ && rest !~ /^[\047\042]/) { if (rest !~ /^[|>]/) return done sep "[hidden]"; block = 1; return done sep rest }
          done = done sep
          # name: in a log says no more; what has the value stands on the next line.
          if (rest == "") pending = 1
          done = done value()
        } else if (low ~ /^[\042\047,]*[ \t]*$/) pending = 1
      }
      return done rest
    }
    function every_literal(text, by,   done, n) {
      done = ""
      while (n = index(text, q)) {
        done = done substr(text, 1, n) by
        text = substr(text, n + 1)
        n = span(text, q)
        if (!closed) { literal = 1; return done }
        if (substr(text, n + 1, 1) == q) { done = done q; text = substr(text, n + 2) } else text = substr(text, n + 1)
      }
      return done text
    }
    function dollars(text,   done, tag, n) {
      done = ""
      while (match(text, /[$][A-Za-z_]*[$]/)) {
        tag = substr(text, RSTART, RLENGTH)
        done = done substr(text, 1, RSTART - 1) q "?" q
        text = substr(text, RSTART + RLENGTH)
        n = index(text, tag)
        if (!n) return done
        text = substr(text, n + length(tag))
      }
      return done text
    }
    # Does the line go on where the last one ended within a literal?
    function goes_on() { return form == "csv" ? $0 !~ /^[12][0-9][0-9][0-9]-[0-9]/ : $0 ~ /^\t/ }
    # The rest of a literal, up to its quote c, taken from the line; what stands in its place.
    function tail_of(c, by,   n) {
      n = span($0, c)
      if (!closed) { $0 = ""; return by }
      if (substr($0, n + 1, 1) == c) { $0 = substr($0, n + 2); return by c }
      $0 = substr($0, n + 1)
      return by
    }
    NR == 1 && cut == "yes" { next }
    /-----BEGIN [A-Z ]*PRIVATE KEY/ { inside = 1 }
    inside { if (/-----END/) inside = 0; print "[hidden]"; next }
    { lead = "" }
    open != "" { c = open; open = ""; if (goes_on() && ++lines < 50) { lead = tail_of(c, "[hidden]"); if (!closed) { open = c; print lead; next } } }
    literal { literal = 0; if (goes_on()) { lead = tail_of(q, "?"); if (!closed) { literal = 1; print lead; next } } }
    block { block = 0; print "[hidden]"; next }
    { low = tolower($0) }
    pending {
      pending = 0
      if (low ~ /^[ \t]*-?[ \t]*[\042]?value[\042]?:/ ) { match($0, /:[ \t]*/); head = substr($0, 1, RSTART + RLENGTH - 1); rest = substr($0, RSTART + RLENGTH); $0 = head value() rest }
      else if (match($0, /^[ \t]*([EeUu]&?)?[\047]/)) { head = substr($0, 1, RLENGTH - 1); rest = substr($0, RLENGTH); $0 = head value() rest }
      low = tolower($0)
    }
    low ~ quick {
      gsub(/:\/\/[^ \/:@\042\047?<>]*:[^ \042\047<>]*@/, "://[hidden]@")
      gsub(/:\/\/[^ \/@\042\047?<>]*@/, "://[hidden]@")
      gsub(/SCRAM-SHA-256[$][^ \042\047]*/, "[hidden]")
      gsub(md5, "[hidden]")
      gsub(/AKIA[0-9A-Z]+/, "[hidden]")
      gsub(/[Bb]earer +[^ \042\047\\]+/, "Bearer [hidden]")
      gsub(/[Aa]uthorization: *[A-Za-z]+ +[^ \042\047\\]+/, "Authorization: [hidden]")
      if (low ~ /(mysql|mariadb|sshpass|redis-cli|curl|wget|ldapsearch)[^ ]* .*-[pawu]/) gsub(/ -[pawu] *[^ ]+/, " [hidden]")
      $0 = pairs($0)
      if (low ~ /(crypt|pgp_[a-z_]*|hmac|digest|crypt_iv) *[(]/) { $0 = every_literal($0, "[hidden]"); literal = 0 }
    }
    literals == "yes" { $0 = dollars(every_literal($0, "?")) }
    # Values of a statement that has $1 where the secret goes stand behind it, on a line of their own or not.
    low ~ /(pass|pwd|secret|token|credential|crypt)[^;]*[$][0-9]/ { bound = 4 }
    bound { --bound; if (low ~ /parameters: [$]1 = /) { n = index(tolower($0), "parameters: $1 = "); $0 = substr($0, 1, n - 1) every_literal(substr($0, n), "[hidden]"); literal = 0 } }
    # The journal gives what is no plain text as numbers.
    form == "json" { gsub(/\[[0-9]+(,[0-9]+)+\]/, "\"[hidden]\"") }
    addresses == "yes" { gsub(/[0-9]+[.][0-9]+[.][0-9]+[.][0-9]+/, "0.0.0.0") }
    { print lead $0 }'
}
