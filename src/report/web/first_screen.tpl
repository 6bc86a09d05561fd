{{%AUTOESCAPE context="HTML"}}{{#recurrence}}<p class="recurrence"><b>[[Again and again]]:</b> {{text}}</p>
{{/recurrence}}{{#incidents}}<article>
<header class="verdict {{verdict}}">
<p class="badge">{{verdict:x-words}}</p>
<h1>{{summary}}</h1>
<p class="facts">{{#facts}}{{item}}{{#facts_separator}} &middot; {{/facts_separator}}{{/facts}}</p>
</header>
<div class="cards">
{{#culprit}}<section class="card culprit"><h2>[[Culprit]]</h2><p class="who">{{who}}</p>{{#bytes}}<p class="size">{{bytes:x-bytes}}</p>{{/bytes}}{{#statement}}<code class="statement" tabindex="0">{{statement:pre_escape}}</code>{{/statement}}</section>{{/culprit}}
{{#invoker}}<section class="card invoker"><h2>[[Invoker]]</h2><p class="who">{{who}}</p>{{#anon_bytes}}<p class="size">{{anon_bytes:x-bytes}}</p>{{/anon_bytes}}{{#statement}}<code class="statement" tabindex="0">{{statement:pre_escape}}</code>{{/statement}}</section>{{/invoker}}
{{#victim}}<section class="card victim"><h2>[[Victim]]</h2><p class="who">{{who}}</p>{{#anon_bytes}}<p class="size">{{anon_bytes:x-bytes}}</p>{{/anon_bytes}}{{#statement}}<code class="statement" tabindex="0">{{statement:pre_escape}}</code>{{/statement}}</section>{{/victim}}
{{#postgres}}<section class="card outage"><h2>[[Outage]]</h2><p class="who">{{outage}}</p></section>{{/postgres}}
</div>
{{#known}}<section>
<h2>[[What is known]]</h2>
<ul class="evidence">{{#told}}<li>{{text}}{{#around}}<details class="quote"><summary>{{#at}}<span class="place">{{path}}:{{first_line}}</span>{{/at}} <code>{{quote}}</code></summary><ol class="around">{{#near}}<li value="{{number}}"{{#cited}} class="cited"{{/cited}}><code>{{words:pre_escape}}</code></li>{{/near}}</ol></details>{{/around}}{{#no_around}}<div class="quote">{{#at}}<span class="place">{{path}}:{{first_line}}</span>{{/at}} <code>{{quote}}</code></div>{{/no_around}}</li>
{{/told}}</ul>
</section>
{{/known}}{{#headings}}<section>
<h2>{{heading}}</h2>
<ol>{{#steps}}<li class="step"><p><b>{{text}}</b></p><p class="effect">{{effect_text}}</p>{{#command}}<pre>{{command:pre_escape}}</pre>{{/command}}{{#line}}<pre>{{line:pre_escape}}</pre>{{/line}}</li>
{{/steps}}</ol>
{{#withheld}}<p class="hint">[[Not advised here: {0} ({1})|{{text}}|{{reason}}]]</p>
{{/withheld}}</section>
{{/headings}}{{#ledger}}{{#total_bytes}}<section>
<h2>[[Where the memory was]]</h2>
<p>[[{0} of {1}|{{total_bytes:x-bytes}}|{{of:x-words}}]]</p>
<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">{{#bars}}<rect class="part-{{colour}}" x="{{x}}" width="{{width}}" y="0" height="10"></rect>{{/bars}}</svg>
<ul class="legend">{{#bars}}<li><svg class="swatch" viewBox="0 0 1 1" aria-hidden="true"><rect class="part-{{colour}}" width="1" height="1"></rect></svg>{{label}} <b>{{bytes:x-bytes}}</b> {{percent}}</li>{{/bars}}</ul>
{{#note}}<p role="note">{{note}}</p>{{/note}}
</section>{{/total_bytes}}{{/ledger}}
{{#decline}}<section>
<h2>[[How memory ran out]]</h2>
<p>{{text}}</p>
<ul>{{#started}}<li>{{when}} {{text}}</li>{{/started}}</ul>
</section>{{/decline}}
<section>
<h2>[[Why: the causes, ranked]]</h2>
<table><thead><tr><th>[[likelihood]]</th><th>[[cause]]</th><th>[[sum]]</th><th>[[outcome]]</th></tr></thead><tbody>
{{#hypotheses}}{{#shown}}<tr><td>{{likelihood:x-likelihood}}</td><td>{{label}}</td><td class="number">{{decibans:x-decibans}}</td><td>{{outcome:x-words}}</td></tr>
{{/shown}}{{/hypotheses}}</tbody></table>
{{#leading}}<ul class="evidence">{{#evidence}}<li class="{{bearing}}"><b>{{decibans:x-decibans}}</b> {{claim}}{{#around}}<details class="quote"><summary>{{#at}}<span class="place">{{path}}:{{first_line}}</span>{{/at}} <code>{{quote}}</code></summary><ol class="around">{{#near}}<li value="{{number}}"{{#cited}} class="cited"{{/cited}}><code>{{words:pre_escape}}</code></li>{{/near}}</ol></details>{{/around}}{{#no_around}}<div class="quote">{{#at}}<span class="place">{{path}}:{{first_line}}</span>{{/at}} <code>{{quote}}</code></div>{{/no_around}}</li>
{{/evidence}}</ul>{{/leading}}
</section>
{{#why_victim}}<section>
<h2>[[Why this victim]]</h2>
<p>{{text}}</p>
</section>{{/why_victim}}
<section>
<h2>[[Checks]]</h2>
<table><thead><tr><th>[[status]]</th><th>[[check]]</th><th>[[found]]</th><th>[[wanted]]</th><th>[[do]]</th></tr></thead><tbody>
{{#checklist}}{{#to_do}}<tr><td>{{status:x-words}}</td><td>{{title}}</td><td>{{found}}</td><td>{{wanted}}</td><td>{{remedy}}</td></tr>
{{/to_do}}{{/checklist}}</tbody></table>
{{#fragments}}<figure><figcaption>{{file}}</figcaption><pre>{{text:pre_escape}}</pre></figure>{{/fragments}}
</section>
</article>
{{/incidents}}{{#no_incidents}}<h1>{{no_incident}}</h1>{{#not_understood}}<p><code>{{quote}}</code></p>{{/not_understood}}{{/no_incidents}}
<p class="hint">[[This page shows more where scripts run: charts, all evidence, processes, the timeline and what was read.]]</p>
