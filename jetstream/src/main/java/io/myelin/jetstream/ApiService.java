package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.core.AccountPublisher;
import io.myelin.core.Producer;
import io.myelin.jetstream.model.ApiError;
import io.myelin.jetstream.model.ApiErrors;
import io.myelin.jetstream.model.ApiException;
import io.myelin.jetstream.model.ApiResponses;
import io.myelin.jetstream.model.ResponseType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Serves requests to the API: takes them from any producer, hands them to their handler on the meta
 * lane, and answers errors. At its limit the newest request is refused at once (STR-B02).
 */
final class ApiService {

  /** Serves one kind of request. */
  interface Handler {
    /**
     * Serves a request on the meta lane; it may go on elsewhere.
     *
     * @throws ApiException to answer that it failed
     */
    void handle(ApiRequest request) throws ApiException;
  }

  private record Endpoint(ResponseType type, Handler handler) {}

  private final Lane metaLane;
  private final int queueLimit;
  private final Advisories advisories;
  private final AtomicInteger waiting = new AtomicInteger();
  private final Map<String, Endpoint> endpoints = new HashMap<>();

  ApiService(Lane metaLane, int queueLimit, Advisories advisories) {
    this.advisories = advisories;
    this.metaLane = metaLane;
    this.queueLimit = queueLimit;
  }

  /**
   * Serves subjects from now on; before the first request only.
   *
   * @param name the tokens after {@code $JS.API.} that name the request, as {@code STREAM.INFO}
   */
  void serve(String name, ResponseType type, Handler handler) {
    endpoints.put(name, new Endpoint(type, handler));
  }

  /** Takes a request, on its producer's thread. */
  void submit(ApiRequest request, Producer producer) {
    if (waiting.incrementAndGet() > queueLimit) {
      waiting.decrementAndGet();
      AccountPublisher.publish(
          producer.loop(),
          request.account().account(),
          request.reply(),
          "",
          ApiResponses.failed(ResponseType.SYSTEM, ApiErrors.CLUSTER_NOT_AVAIL.error()));
      return;
    }
    metaLane.execute(
        () -> {
          waiting.decrementAndGet();
          dispatch(request);
        });
  }

  /** Where answers are told of. */
  Advisories advisories() {
    return advisories;
  }

  /**
   * How a request is answered that is refused whatever it asks.
   *
   * @param subject it begins with {@code $JS.API.}
   * @param system whether the system account asks, which has INFO only (STR-075)
   */
  ResponseType responseType(String subject, boolean system) {
    String[] tokens = subject.split("\\.", -1);
    Endpoint endpoint = find(tokens);
    ResponseType type = endpoint == null ? ResponseType.SYSTEM : endpoint.type;
    return system && type != ResponseType.ACCOUNT_INFO ? ResponseType.SYSTEM : type;
  }

  private void dispatch(ApiRequest request) {
    Endpoint endpoint = find(request.tokens());
    if (endpoint == null) {
      request.fail(metaLane, ResponseType.SYSTEM, ApiErrors.BAD_REQUEST.error());
      return;
    }
    if (request.demandsHigherLevel()) {
      request.fail(metaLane, endpoint.type, ApiErrors.REQUIRED_API_LEVEL.error());
      return;
    }
    try {
      endpoint.handler.handle(request);
    } catch (ApiException e) {
      request.fail(metaLane, endpoint.type, e.error());
    } catch (RuntimeException e) {
      System.getLogger(ApiService.class.getName())
          .log(System.Logger.Level.ERROR, "Serving " + request.subject() + " failed", e);
      request.fail(
          metaLane,
          endpoint.type,
          new ApiError(500, ApiErrors.STREAM_GENERAL.errCode(), String.valueOf(e)));
    }
  }

  private @Nullable Endpoint find(String[] tokens) {
    List<String> all = Arrays.asList(tokens);
    for (int to = Math.min(tokens.length, 6); to > 2; to--) {
      Endpoint endpoint = endpoints.get(String.join(".", all.subList(2, to)));
      if (endpoint != null) {
        return endpoint;
      }
    }
    return null;
  }

  /** The lane that requests are served on first. */
  Lane metaLane() {
    return metaLane;
  }

  /** A text as a subject is. */
  static byte[] bytes(String subject) {
    return subject.getBytes(UTF_8);
  }
}
