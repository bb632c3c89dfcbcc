package io.myelin.server;

/** A report cannot be made as asked; the message is for whoever asked (OPS-013, OPS-206). */
class ReportException extends Exception {
  private static final long serialVersionUID = 1L;

  ReportException(String message) {
    super(message);
  }

  ReportException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The reason. */
  String reason() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
