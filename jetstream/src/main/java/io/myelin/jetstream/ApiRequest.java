package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.core.Account;
import io.myelin.core.ClientSession;
import io.myelin.jetstream.model.ApiError;
import io.myelin.jetstream.model.ApiResponses;
import io.myelin.jetstream.model.ResponseType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One request to the API on its way: what was asked, and how to answer. Immutable but for the
 * account's counters; answered on some lane.
 */
final class ApiRequest {
  private static final String MESSAGE_GET = "$JS.API.STREAM.MSG.GET.";

  private final JetStreamAccount asked;
  private final String subject;
  private final String[] tokens;
  private final Incoming message;
  private final @Nullable ClientSession client;
  private final Advisories advisories;

  /**
   * @param client who asks, null when it is the server itself
   * @param subject the subject without a domain: it begins with {@code $JS.API.}
   */
  ApiRequest(
      JetStreamAccount asked,
      String subject,
      Incoming message,
      @Nullable ClientSession client,
      Advisories advisories) {
    this.asked = asked;
    this.subject = subject;
    this.tokens = subject.split("\\.", -1);
    this.message = message;
    this.client = client;
    this.advisories = advisories;
  }

  /** Who asks, null when it is the server itself. */
  @Nullable ClientSession client() {
    return client;
  }

  /** Whose assets are meant. */
  JetStreamAccount account() {
    return asked;
  }

  /** The subject without a domain. */
  String subject() {
    return subject;
  }

  /** The tokens of the subject. */
  String[] tokens() {
    return tokens.clone();
  }

  /** How many tokens the subject has. */
  int tokenCount() {
    return tokens.length;
  }

  /** A token of the subject, from 0; empty where there is none. */
  String token(int index) {
    return index < tokens.length ? tokens[index] : "";
  }

  /** The tokens from an index on, joined as they were. */
  String rest(int index) {
    return tokens(index, tokens.length);
  }

  /** The tokens of a range, joined as they were. */
  String tokens(int from, int to) {
    return String.join(".", Arrays.asList(tokens).subList(Math.min(from, to), to));
  }

  /** The payload. */
  byte[] payload() {
    return message.payload();
  }

  /** The header block. */
  byte[] header() {
    return message.header();
  }

  /** Where to answer, empty for nowhere. */
  String reply() {
    return new String(message.reply(), UTF_8);
  }

  /** Whether the request demands a higher API level than ours (STR-067). */
  boolean demandsHigherLevel() {
    return demandsHigherLevel(message.header());
  }

  /** Whether a header block demands a higher API level than ours. */
  static boolean demandsHigherLevel(byte[] header) {
    String wanted = HeaderBlock.value(header, PublishHeaders.REQUIRED_API_LEVEL);
    if (wanted == null || wanted.isEmpty()) {
      return false;
    }
    try {
      return Integer.parseInt(wanted) > JetStreamSettings.API_LEVEL;
    } catch (NumberFormatException notANumber) {
      return true;
    }
  }

  /** Answers; on any lane. */
  void answer(Lane lane, byte[] json) {
    asked.countRequest(false);
    send(lane, json);
    if (!subject.startsWith(MESSAGE_GET)) {
      advisories.audit(lane, this, json);
    }
  }

  /** Answers with a header block; on any lane. */
  void answer(Lane lane, byte[] header, byte[] json) {
    asked.countRequest(false);
    if (message.reply().length > 0) {
      lane.publish(
          asked.account(), message.reply(), message.reply(), HeaderBlock.NONE, header, json);
    }
    advisories.audit(lane, this, json);
  }

  /** Answers that it failed; on any lane. */
  void fail(Lane lane, ResponseType type, ApiError error) {
    asked.countRequest(true);
    byte[] json = ApiResponses.failed(type, error);
    send(lane, json);
    advisories.audit(lane, this, json);
  }

  private void send(Lane lane, byte[] json) {
    if (message.reply().length > 0) {
      Account account = asked.account();
      lane.publish(account, message.reply(), json);
    }
  }
}
