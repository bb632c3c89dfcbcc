package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One run of {@code -t} over a configuration. File names in its output are shown without their
 * directory: {@code server.conf:2:1: ...}.
 */
final class ConfigCheck {
  private static final Pattern VALID =
      Pattern.compile(
          "nats-server: configuration file server\\.conf is valid \\(sha256:([0-9a-f]{64})\\)\n");

  private final String config;
  private final int exitStatus;
  private final String output;

  private ConfigCheck(String config, RunResult run) {
    this.config = config;
    this.exitStatus = run.exitStatus();
    this.output = run.stderr().replaceAll("[^ \n'\"(]*/conformance-[0-9]+/", "");
    assertThat(run.stdout()).as("stdout of -t").isEmpty();
  }

  static ConfigCheck of(String config) {
    return of(config, builder -> builder);
  }

  /** With further files or environment variables. */
  static ConfigCheck of(String config, UnaryOperator<ServerUnderTest.Builder> how) {
    ServerUnderTest.Builder builder =
        ServerUnderTest.builder().onlyTheseFlags().config(config).flags("-t");
    return new ConfigCheck(config, RunResult.of(how.apply(builder)));
  }

  /** Fails unless the check accepted the file; returns the digest that it named. */
  String digest() {
    Matcher matcher = VALID.matcher(output);
    assertThat(exitStatus == 0 && matcher.matches())
        .as("valid:\n%s\nexit status %s, %s", config, exitStatus, output)
        .isTrue();
    return matcher.group(1);
  }

  void isValid() {
    digest();
  }

  /** Fails unless the check reported exactly these problems, in any order; each as a prefix. */
  void reports(String... problems) {
    List<String> lines = problems();
    assertThat(lines).as("problems of:\n%s", config).hasSameSizeAs(problems);
    Arrays.stream(problems)
        .forEach(problem -> assertThat(lines).anyMatch(line -> line.startsWith(problem)));
  }

  /** Fails unless the check failed with this text somewhere in what it reported. */
  void failsWith(String text) {
    assertThat(String.join("\n", problems())).as("problems of:\n%s", config).contains(text);
  }

  /** Fails unless every problem begins with this position. */
  void reportsAt(String position) {
    assertThat(problems()).as("problems of:\n%s", config).allMatch(l -> l.startsWith(position));
  }

  /** The lines reported by a check that failed, without the program's name. */
  List<String> problems() {
    assertThat(exitStatus).as("exit status for:\n%s\n%s", config, output).isEqualTo(1);
    assertThat(output).startsWith("nats-server: ");
    return output.substring("nats-server: ".length()).strip().lines().toList();
  }
}
