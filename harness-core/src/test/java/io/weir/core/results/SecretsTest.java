/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.spi.ConfigValue;
import io.weir.spi.Settings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretsTest {
  private static final String MASK = ConfigValue.MASK;

  @Test
  void aValueFromAFileOrVariableIsSecretWhateverItsKey() {
    assertThat(of("topic.name", new ConfigValue("swordfish", true)).masked("a swordfish swims"))
        .isEqualTo("a " + MASK + " swims");
  }

  @Test
  void aLiteralIsSecretIfItsKeyEndsInAWordForOne() {
    for (String key :
        List.of(
            "ssl.key.password",
            "listener.name.plaintext.ssl.keystore.password",
            "sasl.jaas.config",
            "sasl.oauthbearer.client.credentials.client.secret",
            "delegation.token.secret.key",
            "ssl.keystore.key")) {
      assertThat(literal(key, "swordfish").masked("swordfish")).as(key).isEqualTo(MASK);
    }
    for (String key :
        List.of("delegation.token.expiry.time.ms", "password.encoder.iterations", "acks")) {
      assertThat(literal(key, "swordfish").isEmpty()).as(key).isTrue();
    }
  }

  @Test
  void thePasswordsWithinAJaasConfigurationAreSecretByThemselves() {
    Secrets secrets =
        literal(
            "sasl.jaas.config",
            "a.b.PlainLoginModule required\n username=\"alice\"\n password=\"sword\\\"fish\""
                + " user_bob='hunter22' clientSecret=tuna-fish;");

    assertThat(secrets.masked("sword\\\"fish sword\"fish hunter22 tuna-fish"))
        .isEqualTo(MASK + " " + MASK + " " + MASK + " " + MASK);
    assertThat(secrets.masked("alice uses a.b.PlainLoginModule"))
        .isEqualTo("alice uses a.b.PlainLoginModule");
  }

  @Test
  void aSecretIsFoundAsOtherFormatsWriteIt() {
    Secrets secrets = literal("ssl.key.password", "s/w\"o&r\\d fish");

    assertThat(
            List.of(
                    "{\"x\":\"s/w\\\"o&r\\\\d fish\"}",
                    "{\"x\":\"s\\/w\\\"o&r\\\\d fish\"}",
                    "x=s%2Fw%22o%26r%5Cd+fish",
                    "x=s%2fw%22o%26r%5cd%20fish",
                    "x=s/w\"o&r\\\\d fish",
                    "<p>s/w&quot;o&amp;r\\d fish</p>")
                .stream()
                .map(secrets::masked))
        .allMatch(masked -> masked.contains(MASK) && !masked.contains("fish"), "masked");
  }

  @Test
  void everyLineOfAKeyIsSecretSinceFilesAreMaskedByLines() {
    Secrets secrets =
        literal(
            "ssl.keystore.key", "-----BEGIN KEY-----\nMIIabcdefgh\nijklmnop\n-----END KEY-----");

    assertThat(secrets.masked("ijklmnop")).isEqualTo(MASK);
    assertThat(secrets.masked("-----BEGIN KEY-----")).isEqualTo("-----BEGIN KEY-----");
  }

  @Test
  void aShortSecretIsMaskedAsTheValueOfItsSettingAlone() {
    Secrets secrets = literal("ssl.key.password", "1");

    assertThat(secrets.masked("--set kafka.client.ssl.key.password=1 --rate 1000"))
        .isEqualTo("--set kafka.client.ssl.key.password=" + MASK + " --rate 1000");
    assertThat(secrets.masked("\"ssl.key.password\" : \"1\", \"acks\" : \"1\""))
        .isEqualTo("\"ssl.key.password\" : \"" + MASK + "\", \"acks\" : \"1\"");
    assertThat(secrets.masked("Invalid value 1 for configuration ssl.key.password: no"))
        .isEqualTo("Invalid value " + MASK + " for configuration ssl.key.password: no");
    assertThat(secrets.masked("ssl.key.password=10")).isEqualTo("ssl.key.password=10");
  }

  @Test
  void aSettingsValueIsMaskedWholeUnlessItSaysWhereItComesFrom() {
    Secrets secrets = literal("ssl.key.password", "1");

    assertThat(secrets.maskedValue("kafka.client.ssl.key.password", "1")).isEqualTo(MASK);
    assertThat(secrets.maskedValue("kafka.client.ssl.key.password", "env:PW")).isEqualTo("env:PW");
    assertThat(secrets.maskedValue("kafka.producer.acks", "1")).isEqualTo("1");
  }

  @Test
  void aSecretThatIsPartOfAnotherLeavesNoRest() {
    Secrets secrets = Secrets.ofTexts(List.of("swordfish", "swordfish-and-chips"));

    assertThat(secrets.masked("swordfish-and-chips swordfish")).isEqualTo(MASK + " " + MASK);
  }

  @Test
  void whatIsPrintedIsMaskedThoughItComesInPieces() {
    StringWriter printed = new StringWriter();
    try (PrintWriter out = Secrets.ofTexts(List.of("swordfish")).masking(printed)) {
      out.print("sword");
      out.print("fish\nnext ");
      out.printf(Locale.ROOT, "%s%n", "swordfish");
      out.print("rest");
    }

    assertThat(printed.toString()).isEqualTo(MASK + "\nnext " + MASK + "\nrest");
  }

  @Test
  void neverPrintsItself() {
    assertThat(Secrets.ofTexts(List.of("swordfish")).toString()).doesNotContain("swordfish");
  }

  private static Secrets literal(String key, String value) {
    return of(key, ConfigValue.plain(value));
  }

  private static Secrets of(String key, ConfigValue value) {
    return Secrets.of(List.of(new Settings(Map.of(), Map.of("client", Map.of(key, value)))));
  }
}
