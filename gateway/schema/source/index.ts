import './kinds.ts';
import './files.ts';
import './postgresql.ts';
import './union.ts';
