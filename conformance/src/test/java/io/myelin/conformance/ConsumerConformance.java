package io.myelin.conformance;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What the tests of consumers begin with: a client, and a name for the stream and its subjects,
 * which is the test method's so that tests share a server without meeting each other.
 */
abstract class ConsumerConformance {
  @RegisterExtension final Servers servers = new Servers();

  private final Servers shared;
  ConsumerClient client;
  String stream;

  /**
   * @param shared the server of the class
   */
  ConsumerConformance(Servers shared) {
    this.shared = shared;
  }

  @BeforeEach
  void connect(TestInfo test) {
    stream = test.getTestMethod().orElseThrow().getName();
    client = servers.closing(ConsumerClient.of(shared.get(), stream));
  }
}
