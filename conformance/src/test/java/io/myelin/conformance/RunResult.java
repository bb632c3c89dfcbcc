package io.myelin.conformance;

/** What a finished run of the executable left: exit status and both outputs. */
record RunResult(int exitStatus, String stdout, String stderr) {
  /** Runs the server under test with exactly these arguments until it ends by itself. */
  static RunResult of(String... arguments) {
    return of(ServerUnderTest.builder().onlyTheseFlags().flags(arguments));
  }

  static RunResult of(ServerUnderTest.Builder builder) {
    try (ServerUnderTest run = builder.launch()) {
      int status = run.awaitExit();
      return new RunResult(status, run.stdout(), run.log());
    }
  }
}
