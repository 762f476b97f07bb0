package dev.slipway.standalone.apiserver.access;

import dev.slipway.standalone.apiserver.request.Caller;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tokens that never expire, known by their SHA-256 sum: those of Slipway's own parts and of local admins. */
public final class StaticTokens implements TokenAuthenticator {
    private final Map<String, Caller> byDigest;

    private StaticTokens(Map<String, Caller> byDigest) {
        this.byDigest = Map.copyOf(byDigest);
    }

    public static StaticTokens of(Map<String, Caller> byToken) {
        Map<String, Caller> byDigest = new HashMap<>();
        byToken.forEach((token, caller) -> byDigest.put(digest(token), caller));
        return new StaticTokens(byDigest);
    }

    /**
     * Reads a file as kube-apiserver's {@code --token-auth-file} has it: {@code token,user,uid,"group,group"} a line.
     *
     * @throws IllegalArgumentException a line is not of that form; the message says which and what to do
     */
    public static StaticTokens read(Path file) throws IOException {
        Map<String, Caller> byToken = new HashMap<>();
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        for (int number = 1; number <= lines.size(); number++) {
            String line = lines.get(number - 1).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                String[] fields = line.split(",", 4);
                if (fields.length < 3 || fields[0].isBlank() || fields[1].isBlank()) {
                    throw new IllegalArgumentException(
                            "Line %d of %s names no caller: write token,user,uid or token,user,uid,\"group,group\"."
                                    .formatted(number, file));
                }
                byToken.put(fields[0].strip(), caller(fields));
            }
        }
        return of(byToken);
    }

    private static Caller caller(String[] fields) {
        List<String> groups = new ArrayList<>();
        if (fields.length == 4) {
            Arrays.stream(fields[3].replace("\"", "").split(","))
                    .map(String::strip)
                    .filter(group -> !group.isEmpty())
                    .forEach(groups::add);
        }
        return new Caller(fields[1].strip(), fields[2].strip(), groups, Map.of());
    }

    @Override
    public Optional<Caller> authenticate(String token, List<String> audiences) {
        return audiences.isEmpty() ? Optional.ofNullable(byDigest.get(digest(token))) : Optional.empty();
    }

    /** A look-up by sum takes the same time however much of a guess is right. */
    private static String digest(String token) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sum);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
