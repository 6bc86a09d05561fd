{{%AUTOESCAPE context="HTML"}}<main class="fleet">
<header class="verdict"><h1>[[{0} incidents in {1} cases|{{count}}|{{cases}}]]</h1>
<p class="facts">{{#facts}}<span>{{item}}</span> {{/facts}}</p>
{{#has_lacking}}<p class="hint">[[What the undecided ones lack:]] {{#lacking}}<span>{{what}}: {{share}}</span> {{/lacking}}</p>{{/has_lacking}}</header>
<section id="stories"><h2>[[What happens again and again]]</h2>
{{#has_stories}}<div class="wide"><table class="sortable"><thead><tr><th>[[Outage]]</th><th>[[Incidents]]</th><th>[[Hosts]]</th><th>[[What they have in common]]</th><th>[[Cause]]</th><th>[[First]]</th><th>[[Last]]</th><th>[[Sessions lost]]</th></tr></thead><tbody>
{{#stories}}<tr data-story="{{id}}"><td class="number" data-value="{{down_s}}">{{down}}</td><td class="number" data-value="{{times}}">{{times}}</td><td class="number" data-value="{{host_count}}">{{host_count}}</td><td><b>{{name}}</b>{{#tags}} <span class="tag">{{item}}</span>{{/tags}}{{#notes}}<br><span class="note">{{item}}</span>{{/notes}}</td><td>{{cause:x-words}}</td><td data-value="{{first}}">{{first_day}}</td><td data-value="{{last}}">{{last_day}}</td><td class="number" data-value="{{lost_value}}">{{lost}}</td></tr>
{{/stories}}</tbody></table></div>{{/has_stories}}{{#no_has_stories}}<p class="hint">[[No two incidents have anything in common that tells.]]</p>{{/no_has_stories}}</section>
<section id="charts" hidden><h2>[[Causes over time]]</h2><div id="bars"></div><div id="legend"></div><h2>[[Calendar]]</h2><div id="calendar" class="wide"></div></section>
<section><h2>[[Where]]</h2><div class="cards" id="counts">
<section class="card"><h3>[[By cause]]</h3><table><tbody>{{#causes}}<tr><td>{{name:x-words}}</td><td class="number">{{count}}</td></tr>{{/causes}}</tbody></table></section>
<section class="card"><h3>[[By host or case]]</h3><table><tbody>{{#hosts}}<tr><td>{{name}}</td><td class="number">{{count}}</td></tr>{{/hosts}}</tbody></table></section>
</div></section>
<section id="list" hidden><h2>[[Incidents]]</h2>
<div id="filter"><input type="search" id="search"><span id="chips"></span><span id="shown"></span></div>
<div id="sheet" hidden></div>
<div id="head"></div><div id="rows" tabindex="0"><div id="pad"><div id="window"></div></div></div><div id="detail"></div></section>
<noscript><p class="hint">[[The list of incidents needs scripts; laststraw scan --csv writes it as a table.]]</p></noscript>
<template id="words"><i data-word="when">[[When]]</i><i data-word="host">[[Host]]</i><i data-word="case">[[Case]]</i><i data-word="cause">[[Cause]]</i><i data-word="culprit">[[Culprit]]</i><i data-word="verdict">[[Verdict]]</i><i data-word="down_s">[[Outage]]</i><i data-word="owner">[[Owner]]</i><i data-word="outcome">[[Outcome]]</i><i data-word="environment">[[Environment]]</i><i data-word="postgresql">PostgreSQL</i><i data-word="kernel">[[Kernel]]</i><i data-word="limit">[[Memory limit]]</i><i data-word="ram">RAM</i><i data-word="story">[[Story]]</i><i data-word="search">[[Search]]</i><i data-word="day">[[Day]]</i><i data-word="period">[[Period]]</i><i data-word="unknown">[[not known]]</i><i data-word="shown">[[incidents shown]]</i><i data-word="report">[[Its whole report]]</i><i data-word="also">[[Also in]]</i><i data-word="settings">[[Settings when it happened last]]</i><i data-word="victim">[[Victim]]</i><i data-word="undecided">[[undecided]]</i></template>
</main>
