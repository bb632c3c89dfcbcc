package io.myelin.jetstream.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The published schemas: an answer or event must satisfy the one that its type names. */
final class Schemas {
  private static final Pattern TYPE =
      Pattern.compile("\\{\"type\":\"io\\.nats\\.jetstream\\.([a-z]+)\\.v1\\.([a-z_]+)\"");

  private Schemas() {}

  /** Asserts that this is valid by the schema of its type, and gives it back as text. */
  static String valid(byte[] json) {
    String text = new String(json, StandardCharsets.UTF_8);
    Matcher type = TYPE.matcher(text);
    assertThat(type.lookingAt()).as(text).isTrue();
    assertValid(text, type.group(1) + "/v1/" + type.group(2));
    return text;
  }

  /** Asserts that this is valid by the schema of that file. */
  static void assertValid(String json, String name) {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
            .getSchema(resource("/schemas/" + name + ".json"), InputFormat.JSON);
    assertThat(schema.validate(json, InputFormat.JSON)).as(json).isEmpty();
  }

  private static String resource(String path) {
    try (InputStream in = Schemas.class.getResourceAsStream(path)) {
      assertThat(in).as(path).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
