package dev.slipway.importer.bucket;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.importer.http.HttpTarget;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An object in S3 storage, by the URL at which it is fetched: {@code https://endpoint/bucket/key}, or with the bucket in the name of the
 * host.
 *
 * @param target the URL, written as a signature has it
 * @param region the region that a signature names
 */
public record S3Object(HttpTarget target, String region) {
    /** Of AWS's own endpoints; source: CDI v1.65, {@code s3-datasource.go}, {@code extractRegion}. */
    private static final Pattern AWS =
            Pattern.compile("(?:.*\\.)?s3[.-](?:dualstack\\.)?([a-z0-9-]+)\\.amazonaws\\.com(?:\\.cn)?");

    /** Where an endpoint names none, as other clients have it. */
    private static final String USUAL_REGION = "us-east-1";

    private static final String UNRESERVED = "-._~/";

    /**
     * Finds it.
     *
     * @throws IllegalArgumentException with a clause that says what is wrong with the URL
     */
    public static S3Object parse(String url) {
        HttpTarget given = HttpTarget.parse(url);
        String path = given.path();
        int query = path.indexOf('?');
        String key = query < 0 ? path : path.substring(0, query);
        if (key.length() < 2 || key.endsWith("/")) {
            throw new IllegalArgumentException("names no object");
        }
        String strict = given.absolute().substring(0, given.absolute().length() - path.length())
                + strict(key)
                + (query < 0 ? "" : path.substring(query));
        return new S3Object(HttpTarget.parse(strict), region(given.host()));
    }

    private static String region(String host) {
        Matcher aws = AWS.matcher(host);
        if (aws.matches()) {
            return aws.group(1);
        }
        String first = host.indexOf('.') < 0 ? "" : host.substring(0, host.indexOf('.'));
        // Others name their region first, or do not look at it.
        return first.matches("[a-z]{2,}[a-z0-9-]*[0-9]") ? first : USUAL_REGION;
    }

    /** A server signs the key with all but a few characters escaped (RFC 3986 §2.3), however the URL wrote it. */
    private static String strict(String path) {
        byte[] bytes = path.getBytes(UTF_8);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bytes.length; i++) {
            int value = bytes[i] & 0xff;
            if (value == '%' && i + 2 < bytes.length) {
                value = Integer.parseInt(path.substring(i + 1, i + 3), 16);
                i += 2;
                // An escaped slash is no separator.
                text.append(value == '/' ? "%2F" : escaped(value));
            } else {
                text.append(escaped(value));
            }
        }
        return text.toString();
    }

    private static String escaped(int value) {
        boolean plain = value < 0x80 && (Character.isLetterOrDigit(value) || UNRESERVED.indexOf(value) >= 0);
        return plain ? String.valueOf((char) value) : "%%%02X".formatted(value);
    }
}
