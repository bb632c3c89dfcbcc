package io.myelin.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * The relations against enumeration: over an alphabet with one token more than the patterns use,
 * and one level more than they have, two patterns relate as the sets of literals that they match.
 */
class SubjectRelationsPropertyTest {
  private static final int MAX_PATTERN_TOKENS = 3;
  private static final List<String> LITERALS =
      literals(List.of("a", "b", "other"), MAX_PATTERN_TOKENS + 1);

  @Property(tries = 2000)
  @Label("CORE-364 subset is inclusion of the matched literals")
  void subset(@ForAll("patterns") String a, @ForAll("patterns") String b) {
    assertThat(Subjects.isSubsetOf(a, b)).isEqualTo(matched(b).containsAll(matched(a)));
  }

  @Property(tries = 2000)
  @Label("CORE-364 collision is a common matched literal")
  void collision(@ForAll("patterns") String a, @ForAll("patterns") String b) {
    assertThat(Subjects.collide(a, b))
        .isEqualTo(matched(a).stream().anyMatch(matched(b)::contains));
  }

  @Property(tries = 2000)
  @Label("CORE-362 matching agrees with a regular expression")
  void matching(@ForAll("patterns") String pattern, @ForAll("published") String literal) {
    String regex =
        pattern
            .chars()
            .mapToObj(
                c ->
                    switch (c) {
                      case '.' -> "\\.";
                      case '*' -> "[^.]+";
                      case '>' -> "[^.]+(\\.[^.]+)*";
                      default -> String.valueOf((char) c);
                    })
            .collect(Collectors.joining());
    assertThat(Subjects.matches(literal, pattern)).isEqualTo(literal.matches(regex));
  }

  @Provide
  Arbitrary<String> patterns() {
    Arbitrary<String> body =
        Arbitraries.of("a", "b", "*")
            .list()
            .ofMinSize(1)
            .ofMaxSize(MAX_PATTERN_TOKENS)
            .map(SubjectRelationsPropertyTest::join);
    Arbitrary<String> open =
        Arbitraries.of("a", "b", "*")
            .list()
            .ofMaxSize(MAX_PATTERN_TOKENS - 1)
            .map(
                tokens -> {
                  List<String> all = new ArrayList<>(tokens);
                  all.add(">");
                  return join(all);
                });
    return Arbitraries.oneOf(body, open);
  }

  @Provide
  Arbitrary<String> published() {
    return Arbitraries.of("a", "b", "*", ">", "", "ab")
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(SubjectRelationsPropertyTest::join);
  }

  private static List<String> matched(String pattern) {
    return LITERALS.stream().filter(literal -> Subjects.matches(literal, pattern)).toList();
  }

  private static List<String> literals(List<String> alphabet, int maxTokens) {
    List<String> all = new ArrayList<>();
    List<String> longest = List.of("");
    for (int i = 0; i < maxTokens; i++) {
      List<String> next = new ArrayList<>();
      for (String prefix : longest) {
        for (String token : alphabet) {
          next.add(prefix.isEmpty() ? token : prefix + "." + token);
        }
      }
      all.addAll(next);
      longest = next;
    }
    return all;
  }

  private static String join(List<String> tokens) {
    return String.join(".", tokens);
  }
}
