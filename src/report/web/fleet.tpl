{{%AUTOESCAPE context="HTML"}}<main>
<header class="verdict"><h1>[[{0} incidents in {1} cases|{{count}}|{{cases}}]]</h1></header>
<div class="cards">
<section class="card"><h2>[[By cause]]</h2><table><tbody>{{#causes}}<tr><td>{{name:x-words}}</td><td class="number">{{count}}</td></tr>{{/causes}}</tbody></table></section>
<section class="card"><h2>[[By host or case]]</h2><table><tbody>{{#hosts}}<tr><td>{{name}}</td><td class="number">{{count}}</td></tr>{{/hosts}}</tbody></table></section>
<section class="card"><h2>[[By week]]</h2><table><tbody>{{#weeks}}<tr><td>{{name}}</td><td class="number">{{count}}</td></tr>{{/weeks}}</tbody></table></section>
<section class="card"><h2>[[By verdict]]</h2><table><tbody>{{#verdicts}}<tr><td>{{name:x-words}}</td><td class="number">{{count}}</td></tr>{{/verdicts}}</tbody></table></section>
</div>
<section><h2>[[Incidents]]</h2>
{{#incidents}}<details class="check"><summary><span class="status">{{verdict:x-words}}</span> {{when}} <b>{{case}}</b> {{host}} <span class="found">{{likelihood:x-likelihood}} {{cause:x-words}}</span></summary>
<p><b>{{summary}}</b></p>
<ul class="evidence">{{#evidence}}<li class="{{bearing}}"><b>{{decibans:x-decibans}}</b> {{claim}} <span class="place">{{#at}}{{path}}:{{first_line}}{{/at}}</span></li>{{/evidence}}</ul>
{{#link}}<p><a href="{{link}}">[[Its whole report]]</a></p>{{/link}}{{#no_link}}<p class="hint">[[Its whole report, with the files of this case:]] <code>laststraw analyze FILES --incident {{id}} --html report.html</code></p>{{/no_link}}</details>
{{/incidents}}</section>
</main>
