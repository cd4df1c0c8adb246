import './data-source.ts';
import './data-source-mutations.ts';
import './rule.ts';
import './rule-mutations.ts';
import './preview.ts';
