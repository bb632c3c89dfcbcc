package io.myelin.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubjectTransformTest {
  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);

  @ParameterizedTest(name = "{0} -> {1}: {2}")
  @CsvSource(
      delimiter = ';',
      value = {
        "'';prefix.>;foo;prefix.foo",
        "foo;'';foo;foo",
        "foo;bar;foo;bar",
        "foo.*.bar.*.baz;req.$2.$1;foo.A.bar.B.baz;req.B.A",
        "foo.*.bar.*.baz;req.{{wildcard(2)}}.{{ Wildcard (1) }};foo.A.bar.B.baz;req.B.A",
        "baz.>;my.pre.>;baz.1.2.3;my.pre.1.2.3",
        "baz.>;>;baz.1.2.3;1.2.3",
        ">;>;a.b;a.b",
        "*;foo.bar.$1;foo;foo.bar.foo",
        "*.*.>;$2.$1.>;a.b.c.d;b.a.c.d",
        "foo.*;bar.$x.$1;foo.a;bar.$x.a",
        "*;x.$;a;x.$"
      })
  @DisplayName("CORE-370 CORE-371 CORE-372 wildcards, text and the rest")
  void wildcards(String source, String destination, String subject, String expected) {
    assertThat(SubjectTransform.of(source, destination).apply(subject, random)).contains(expected);
  }

  @ParameterizedTest(name = "{0} of {1}")
  @CsvSource(
      delimiter = ';',
      value = {
        "{{splitFromLeft(1,3)}};12345;123.45",
        "{{SplitFromRight(1, 3)}};12345;12.345",
        "{{splitfromleft(1,5)}};12345;12345",
        "{{splitfromleft(1,0)}};12345;12345",
        "{{splitfromright(1,-1)}};12345;12345",
        "{{SliceFromLeft(1,3)}};1234567890;123.456.789.0",
        "{{sliceFromRight(1,3)}};1234567890;1.234.567.890",
        "{{sliceFromLeft(1,5)}};1234567890;12345.67890",
        "{{sliceFromRight(1,5)}};1234567890;12345.67890",
        "{{sliceFromLeft(1,10)}};1234567890;1234567890",
        "{{split(1,-)}};-abc-def--ghi-;abc.def.ghi",
        "{{Split(1,-)}};abc-def--ghi-;abc.def.ghi",
        "{{split(1,--)}};a-b--c;a-b.c",
        "{{split(1,)}};abc;a.b.c",
        "{{right(1,1)}};1234;4",
        "{{right(1,3)}};1234;234",
        "{{right(1,6)}};1234;1234",
        "{{left(1,1)}};1234;1",
        "{{Left(1,3)}};1234;123",
        "{{left(1,6)}};1234;1234"
      })
  @DisplayName("CORE-375 CORE-376 CORE-377 CORE-378 CORE-380 cutting a token")
  void cuts(String destination, String token, String expected) {
    assertThat(SubjectTransform.of("*", destination).apply(token, random)).contains(expected);
  }

  @ParameterizedTest(name = "{0}: {1} of {2}")
  @CsvSource(
      delimiter = ';',
      value = {
        "*;{{partition(10,1)}};foo;3",
        "*;{{partition(10,1)}};baz;0",
        "*;{{partition(10,1)}};qux;9",
        "*;{{partition(10, 0)}};foo;3",
        "*;{{partition(0)}};baz;0",
        "*;{{partition(10)}};qux;9",
        "*.*;{{partition(10)}};foo.bar;6",
        "*.*;{{partition(10)}};foo.baz;4",
        "test.subject;{{partition(5)}};test.subject;0",
        "*.*;{{ Partition (10,1,2) }};fo.o;3"
      })
  @DisplayName("CORE-373 CORE-374 CORE-381 partitions")
  void partitions(String source, String destination, String subject, String expected) {
    assertThat(SubjectTransform.of(source, destination).apply(subject, random)).contains(expected);
  }

  @Test
  @DisplayName("CORE-379 random numbers are below the bound and come from the generator given")
  void randomNumbers() {
    SubjectTransform transform = SubjectTransform.of("foo", "bar.{{random(3)}}");
    assertThat(transform.isDeterministic()).isFalse();
    for (int i = 0; i < 50; i++) {
      assertThat(transform.apply("foo", random).orElseThrow()).matches("bar\\.[0-2]");
    }
    assertThat(SubjectTransform.of("*", "{{random(0)}}").apply("x", random)).contains("0");
    RandomGenerator one = RandomGeneratorFactory.of("L64X128MixRandom").create(9);
    RandomGenerator two = RandomGeneratorFactory.of("L64X128MixRandom").create(9);
    assertThat(transform.apply("foo", one)).isEqualTo(transform.apply("foo", two));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "foo.*;bar;foo",
        "foo.*;bar;foo.a.b",
        "foo.*;bar;foo.*",
        "foo.>;bar.>;foo",
        "foo.>;bar.>;foo..a"
      })
  @DisplayName("CORE-370 other subjects do not match")
  void noMatch(String source, String destination, String subject) {
    assertThat(SubjectTransform.of(source, destination).apply(subject, random)).isEmpty();
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = ';',
      value = {
        "foo..;bar;invalid subject",
        "foo.*;bar.*;invalid subject",
        "foo.*;bar.$1.>;invalid subject",
        "foo.>;bar.baz;invalid subject",
        "foo.>.a;bar.>;invalid subject",
        "foo;bar.;invalid subject",
        "foo.*;bar.$2;invalid mapping destination: wildcard index out of range in $2: [2]",
        "foo.*;bar.{{wildcard(3)}};invalid mapping destination: wildcard index out of range in {{wildcard(3)}}: [3]",
        "foo.*;bar.$0;invalid mapping destination: wildcard index out of range in $0: [0]",
        "foo.>;bar.$1.>;invalid mapping destination: wildcard index out of range in $1: [1]",
        "foo;bla.{{wildcard(1)}};invalid mapping destination: wildcard index out of range in {{wildcard(1)}}",
        "foo.*;foo.{{unimplemented(1)}};invalid mapping destination: unknown function in {{unimplemented(1)}}",
        "foo.*;foo.{{SPLIT(1,-)}};invalid mapping destination: unknown function in {{SPLIT(1,-)}}",
        "foo.*;foo.{{ wildcard5) }};invalid mapping destination: unknown function in {{ wildcard5) }}",
        "foo.*;foo.{{splitFromLeft(2,2}};invalid mapping destination: unknown function in {{splitFromLeft(2,2}}",
        "foo.*;{{partition()}};invalid mapping destination: function argument is invalid or in the wrong format in {{partition()}}",
        "foo.*;{{partition(2147483648)}};invalid mapping destination: function argument is invalid or in the wrong format in {{partition(2147483648)}}",
        "foo.*;{{wildcard(foo)}};invalid mapping destination: function argument is invalid or in the wrong format in {{wildcard(foo)}}",
        "foo.*;{{wildcard()}};invalid mapping destination: not enough arguments passed to the function in {{wildcard()}}",
        "foo.*;{{wildcard(1,2)}};invalid mapping destination: too many arguments passed to the function in {{wildcard(1,2)}}",
        "foo.*;{{split(1)}};invalid mapping destination: not enough arguments passed to the function in {{split(1)}}",
        "foo.*;{{left(1,2,3)}};invalid mapping destination: too many arguments passed to the function in {{left(1,2,3)}}",
        "foo.*;{{split(1,- -)}};invalid mapping destination: function argument is invalid or in the wrong format in {{split(1,- -)}}"
      })
  @DisplayName("CORE-382 CORE-384 refused transforms and their texts")
  void refused(String source, String destination, String message) {
    assertThatThrownBy(() -> SubjectTransform.of(source, destination))
        .isInstanceOf(InvalidMappingException.class)
        .hasMessage(message);
  }

  @Test
  @DisplayName("CORE-383 reversible transforms use every wildcard and only wildcards")
  void reversible() {
    assertThatThrownBy(() -> SubjectTransform.reversible("foo.*.*", "bar.$2"))
        .hasMessage(
            "invalid mapping destination: not using all of the token wildcard(s) in bar.$2");
    assertThatThrownBy(() -> SubjectTransform.reversible("foo.*", "bar.{{Partition(2,1)}}"))
        .hasMessage(
            "invalid mapping destination: the only mapping function allowed for import transforms is"
                + " {{Wildcard()}} in {{Partition(2,1)}}");
    assertThatThrownBy(() -> SubjectTransform.reversible("foo.*", "foo.$foo"))
        .isInstanceOf(InvalidMappingException.class);
    for (String[] pair :
        new String[][] {
          {"foo.*.*", "bar.$2.{{Wildcard(1)}}", "foo.b.a"},
          {"foo.*.>", "$1.x.>", "foo.b.a.c"},
          {"foo", "bar", "foo"},
          {">", "pre.>", "a.b"}
        }) {
      SubjectTransform there = SubjectTransform.reversible(pair[0], pair[1]);
      String mapped = there.apply(pair[2], random).orElseThrow();
      assertThat(there.reverse().apply(mapped, random)).contains(pair[2]);
    }
  }

  @Test
  @DisplayName("CORE-384 CORE-385 destinations of mappings")
  void mappingDestinations() {
    assertThatThrownBy(() -> SubjectTransform.forMapping("foo", "bar."))
        .hasMessage("invalid mapping destination: invalid transform");
    assertThatThrownBy(() -> SubjectTransform.forMapping("foo.>", "bar.>.x"))
        .hasMessage("invalid mapping destination: invalid transform in x");
    assertThat(SubjectTransform.forMapping("foo", "").apply("foo", random)).contains("foo");
    assertThatThrownBy(() -> SubjectTransform.forMapping("foo", "b ar"))
        .hasMessage("invalid mapping destination: invalid transform");
    assertThat(SubjectTransform.forMapping("*", "x.{{left(1,2)}}").apply("abc", random))
        .contains("x.ab");
  }
}
