import './type.ts';
import './input.ts';
import './scheduled-run.ts';
import './next-runs.ts';
