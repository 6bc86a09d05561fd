# brew install --formula ./laststraw.rb
class Laststraw < Formula
  desc "Post-mortem forensics for PostgreSQL servers that ran out of memory"
  homepage "@URL@"
  url "@URL@/@TARBALL@"
  version "@VERSION@"
  sha256 "@SHA256@"
  license "Apache-2.0"

  depends_on arch: :@BREWARCH@
  depends_on :linux

  def install
    libexec.install Dir["*"]
    bin.install_symlink libexec/"bin/laststraw"
    man1.install_symlink libexec/"share/man/man1/laststraw.1"
    bash_completion.install_symlink libexec/"share/bash-completion/completions/laststraw"
    zsh_completion.install_symlink libexec/"share/zsh/vendor-completions/_laststraw"
    fish_completion.install_symlink libexec/"share/fish/vendor_completions.d/laststraw.fish"
  end

  test do
    sample = libexec/"share/doc/laststraw/examples/two-large-sessions/bundle"
    assert_match "single_backend", shell_output("#{bin}/laststraw analyze -q #{sample}")
  end
end
