package io.myelin.conformance;

import static org.junit.platform.commons.support.AnnotationSupport.findAnnotation;

import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/** Decides {@link Since} and {@link BetterThanReference}. */
final class ServerCondition implements ExecutionCondition {
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    ServerIdentity server;
    try {
      server = ServerIdentity.required();
    } catch (TestAbortedException e) {
      return ConditionEvaluationResult.disabled(e.getMessage());
    }
    Optional<Since> since = findAnnotation(context.getElement(), Since.class);
    if (since.isPresent() && !server.atLeast(since.get().value())) {
      return ConditionEvaluationResult.disabled(
          "needs " + since.get().value() + ", the server under test is " + server.version());
    }
    Optional<BetterThanReference> better =
        findAnnotation(context.getElement(), BetterThanReference.class);
    if (better.isPresent() && !server.myelin()) {
      return ConditionEvaluationResult.disabled(
          "Myelin only, better than the reference: " + better.get().value());
    }
    return ConditionEvaluationResult.enabled("runs on " + server.version());
  }
}
