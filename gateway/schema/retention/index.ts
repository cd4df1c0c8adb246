import './type.ts';
import './input.ts';
import './reason.ts';
import './deletion.ts';
import './hold.ts';
import './mutations.ts';
import './impact.ts';
