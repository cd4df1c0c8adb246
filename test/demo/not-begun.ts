/** The demo cannot begin as it was asked to; the message is for a person. Nothing was started. */
export class NotBegun extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'NotBegun';
  }
}
