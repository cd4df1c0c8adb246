/** Where the store tells what it does; a pino logger is one. Nothing secret is ever passed to it. */
export interface StoreLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}
