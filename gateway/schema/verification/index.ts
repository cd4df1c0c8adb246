import './vault-verification.ts';
import './damage.ts';
import './mutations.ts';
