package io.myelin.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OptionsPageTest {
  private static final Path PAGE = Path.of("../docs/configuration.md");

  @Test
  @DisplayName(
      "the options page is made from the declarations; -Dwrite.options.page=true renews it")
  void pageIsCurrent() throws Exception {
    String page = OptionsPage.markdown();
    if (Boolean.getBoolean("write.options.page")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(page);
  }

  @Test
  @DisplayName("every option says what it does, and a missing feature has a name")
  void declarationsAreComplete() {
    for (Option<?> option : ServerKeys.block().options()) {
      if (!option.name().startsWith("(")) {
        assertThat(option.doc()).as(option.toString()).isNotEmpty();
      }
      if (option.support() != Support.SUPPORTED) {
        assertThat(option.missingFeature()).as(option.toString()).isNotEmpty();
      }
      if (option.reload() == Reload.REFUSED) {
        assertThat(option.referenceField()).as(option.toString()).isNotEmpty();
      }
    }
  }
}
