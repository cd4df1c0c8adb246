import './standing.ts';
import './estate.ts';
