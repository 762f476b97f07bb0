package dev.slipway.importer.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/** The token without which nothing is given out. It is read for each request, so that a replaced Secret counts at once. */
record ExportToken(Path file) {
    /** Header, and parameter of the query, that carries it. */
    static final String HEADER = "x-kubevirt-export-token";

    String value() throws IOException {
        return Files.readString(file).strip();
    }

    /** Returns whether a request has it; how long that takes tells nothing of it. */
    boolean isIn(HttpExchange exchange) throws IOException {
        byte[] expected = value().getBytes(UTF_8);
        boolean header = matches(exchange.getRequestHeaders().getFirst(HEADER), expected);
        boolean query =
                matches(parameter(exchange.getRequestURI().getRawQuery()).orElse(""), expected);
        return expected.length > 0 && (header || query);
    }

    private static boolean matches(@org.jspecify.annotations.Nullable String given, byte[] expected) {
        return given != null && MessageDigest.isEqual(given.getBytes(UTF_8), expected);
    }

    private static Optional<String> parameter(@org.jspecify.annotations.Nullable String query) {
        return Arrays.stream((query == null ? "" : query).split("&"))
                .filter(part -> part.startsWith(HEADER + "="))
                .map(part -> URLDecoder.decode(part.substring(HEADER.length() + 1), UTF_8))
                .findFirst();
    }
}
