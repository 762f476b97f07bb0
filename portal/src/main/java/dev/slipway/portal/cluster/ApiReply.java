package dev.slipway.portal.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** An answer of the Kubernetes API, or the sentence why there was none. */
public final class ApiReply {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final int status;
    private final byte[] body;

    /** An answer with an HTTP status, or with 0 and a sentence if there was none. */
    ApiReply(int status, byte[] body) {
        this.status = status;
        this.body = body.clone();
    }

    /** Returns the HTTP status; 0 if there was no answer. */
    public int status() {
        return status;
    }

    /** Returns the bytes of the body. */
    public byte[] body() {
        return body.clone();
    }

    /** Returns whether the request was carried out. */
    public boolean succeeded() {
        return status >= 200 && status < 300;
    }

    /** Returns the body as text. */
    public String text() {
        return new String(body, UTF_8);
    }

    /** Returns the body as JSON; a missing node if it is none. */
    public JsonNode json() {
        try {
            JsonNode node = JSON.readTree(body);
            return node == null ? JSON.missingNode() : node;
        } catch (JsonProcessingException _) {
            return JSON.missingNode();
        } catch (java.io.IOException e) {
            throw new IllegalStateException("bytes in memory can be read", e);
        }
    }

    /** Returns what the API says went wrong: the message of its Status, or the body. */
    public String message() {
        String message = json().path("message").asText("");
        return message.isEmpty() ? text().strip() : message;
    }

    /** Returns the sentence for somebody whose request was not carried out. */
    public String refusal() {
        return status == 0 ? message() + " Nothing was changed." : "The cluster refused it: " + message();
    }
}
