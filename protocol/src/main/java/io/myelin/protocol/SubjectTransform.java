package io.myelin.protocol;

import io.myelin.protocol.DestinationToken.RandomNumber;
import io.myelin.protocol.DestinationToken.SourceSubject;
import io.myelin.protocol.DestinationToken.Text;
import io.myelin.protocol.DestinationToken.Wildcard;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Turns subjects that match a source pattern into others by a destination template (CORE-370 to
 * CORE-385). Immutable; the same subject always becomes the same one unless the template asks for a
 * random number, which comes from the generator passed in.
 */
public final class SubjectTransform {
  private static final String REST = ">";
  private static final String STAR = "*";

  private final String source;
  private final String destination;
  private final byte[] pattern;
  private final List<String> sourceTokens;
  private final List<DestinationToken> tokens;
  private final boolean copiesRest;

  private SubjectTransform(
      String source,
      String destination,
      List<String> sourceTokens,
      List<DestinationToken> tokens,
      boolean copiesRest) {
    this.source = source;
    this.destination = destination;
    this.pattern = source.getBytes(StandardCharsets.UTF_8);
    this.sourceTokens = sourceTokens;
    this.tokens = tokens;
    this.copiesRest = copiesRest;
  }

  /**
   * A transform with all functions.
   *
   * @param source the pattern; empty for {@code >}
   * @param destination the template; empty leaves matching subjects as they are
   * @throws InvalidMappingException with the reference's text (CORE-384)
   */
  public static SubjectTransform of(String source, String destination) {
    return create(source.isEmpty() ? REST : source, destination, false);
  }

  /**
   * A transform that can be reversed, for imports: {@code wildcard} is the only function, and every
   * wildcard of the source is used (CORE-383).
   *
   * @throws InvalidMappingException with the reference's text (CORE-384)
   */
  public static SubjectTransform reversible(String source, String destination) {
    return create(source.isEmpty() ? REST : source, destination, true);
  }

  /**
   * A transform whose destination is checked as account mappings and streams have it: white space
   * and empty tokens are reported as an invalid transform (CORE-384).
   *
   * @throws InvalidMappingException with the reference's text
   */
  public static SubjectTransform forMapping(String source, String destination) {
    if (destination.isEmpty()) {
      return of(source, destination);
    }
    boolean isLast = false;
    for (String token : tokens(destination)) {
      if (token.isEmpty() || isLast) {
        throw InvalidMappingException.destination("invalid transform", token);
      }
      isLast = token.equals(REST);
      if (!DestinationTokenParser.looksLikeFunction(token)
          && token.matches(".*[\\t\\n\\f\\r ].*")) {
        throw InvalidMappingException.destination("invalid transform", "");
      }
    }
    return of(source, destination);
  }

  /** The source pattern. */
  public String source() {
    return source;
  }

  /** The destination template as written. */
  public String destination() {
    return destination;
  }

  /** Whether the same subject always becomes the same one, so that the result may be kept. */
  public boolean isDeterministic() {
    return tokens.stream().noneMatch(RandomNumber.class::isInstance);
  }

  /** Whether a published subject is one that this transform turns into another. */
  public boolean matches(byte[] subject, int offset, int length) {
    return Subjects.matches(subject, offset, length, pattern, 0, pattern.length);
  }

  /**
   * What a subject becomes.
   *
   * @param subject one that {@link #matches}; not kept
   * @param random drawn from only by the function {@code random}
   */
  public byte[] apply(byte[] subject, int offset, int length, RandomGenerator random) {
    if (destination.isEmpty()) {
      return Arrays.copyOfRange(subject, offset, offset + length);
    }
    SourceSubject from = new SourceSubject(subject, offset, length);
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + destination.length());
    for (int i = 0; i < tokens.size(); i++) {
      if (i > 0) {
        out.write('.');
      }
      tokens.get(i).append(from, random, out);
    }
    if (copiesRest) {
      if (!tokens.isEmpty()) {
        out.write('.');
      }
      from.appendFrom(sourceTokens.size() - 1, out);
    }
    return out.toByteArray();
  }

  /** What a subject becomes, or nothing if it does not match or is not a literal. */
  public Optional<String> apply(String subject, RandomGenerator random) {
    byte[] bytes = subject.getBytes(StandardCharsets.UTF_8);
    if (!Subjects.isLiteral(bytes, 0, bytes.length) || !matches(bytes, 0, bytes.length)) {
      return Optional.empty();
    }
    return Optional.of(new String(apply(bytes, 0, bytes.length, random), StandardCharsets.UTF_8));
  }

  /**
   * The transform that leads back.
   *
   * @throws InvalidMappingException if this one is not {@linkplain #reversible reversible}
   */
  public SubjectTransform reverse() {
    if (destination.isEmpty()) {
      return this;
    }
    List<Integer> order = new ArrayList<>();
    List<String> newSource = new ArrayList<>();
    for (DestinationToken token : tokens) {
      if (token instanceof Wildcard wildcard) {
        order.add(wildcard.token());
        newSource.add(STAR);
      } else if (token instanceof Text text) {
        newSource.add(text.token());
      } else {
        throw InvalidMappingException.destination(
            "the only mapping function allowed for import transforms is {{Wildcard()}}",
            destination);
      }
    }
    List<String> newDestination = new ArrayList<>();
    for (int i = 0; i < sourceTokens.size(); i++) {
      String token = sourceTokens.get(i);
      newDestination.add(token.equals(STAR) ? "$" + (order.indexOf(i) + 1) : token);
    }
    if (copiesRest) {
      newSource.add(REST);
    }
    return reversible(String.join(".", newSource), String.join(".", newDestination));
  }

  @Override
  public String toString() {
    return source + " -> " + destination;
  }

  private static SubjectTransform create(String source, String destination, boolean isReversible) {
    List<String> sourceTokens = tokens(source);
    if (!isWellFormed(sourceTokens)) {
      throw InvalidMappingException.structure();
    }
    if (destination.isEmpty()) {
      return new SubjectTransform(source, destination, sourceTokens, List.of(), false);
    }
    List<String> destinationTokens = tokens(destination);
    boolean copiesRest = sourceTokens.getLast().equals(REST);
    if (!isWellFormed(destinationTokens)
        || destinationTokens.contains(STAR)
        || destinationTokens.getLast().equals(REST) != copiesRest) {
      throw InvalidMappingException.structure();
    }
    List<Integer> wildcards = new ArrayList<>();
    for (int i = 0; i < sourceTokens.size(); i++) {
      if (sourceTokens.get(i).equals(STAR)) {
        wildcards.add(i);
      }
    }
    DestinationTokenParser parser =
        new DestinationTokenParser(wildcards, wildcards.isEmpty() && !copiesRest);
    List<DestinationToken> parsed = new ArrayList<>();
    Set<Integer> used = new HashSet<>();
    for (String token :
        copiesRest
            ? destinationTokens.subList(0, destinationTokens.size() - 1)
            : destinationTokens) {
      DestinationToken next = parser.parse(token);
      if (next instanceof Wildcard wildcard) {
        used.add(wildcard.token());
      } else if (isReversible && !(next instanceof Text)) {
        throw InvalidMappingException.destination(
            "the only mapping function allowed for import transforms is {{Wildcard()}}", token);
      }
      parsed.add(next);
    }
    if (isReversible && used.size() < wildcards.size()) {
      throw InvalidMappingException.destination(
          "not using all of the token wildcard(s)", destination);
    }
    return new SubjectTransform(source, destination, sourceTokens, List.copyOf(parsed), copiesRest);
  }

  private static boolean isWellFormed(List<String> tokens) {
    return !tokens.contains("") && !tokens.subList(0, tokens.size() - 1).contains(REST);
  }

  private static List<String> tokens(String subject) {
    return List.of(subject.split("\\.", -1));
  }
}
