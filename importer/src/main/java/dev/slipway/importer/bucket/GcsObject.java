package dev.slipway.importer.bucket;

import dev.slipway.importer.http.HttpTarget;

/**
 * An object in Google Cloud Storage: {@code gs://bucket/key}, or {@code https://host/bucket/key} of another server that speaks the same.
 *
 * @param target where it is fetched: Google's XML API
 */
public record GcsObject(HttpTarget target) {
    private static final String SCHEME = "gs://";
    private static final String STORAGE = "https://storage.googleapis.com/";

    /** Where browsers fetch from, which asks for a person; source: CDI v1.65, {@code gcs-datasource.go}. */
    private static final String OF_BROWSERS = "https://storage.cloud.google.com/";

    /**
     * Finds it.
     *
     * @throws IllegalArgumentException with a clause that says what is wrong with the URL
     */
    public static GcsObject parse(String url) {
        String address = url.startsWith(SCHEME)
                ? STORAGE + url.substring(SCHEME.length())
                : url.startsWith(OF_BROWSERS) ? STORAGE + url.substring(OF_BROWSERS.length()) : url;
        HttpTarget target = HttpTarget.parse(address);
        int key = target.path().indexOf('/', 1);
        if (key < 2 || key == target.path().length() - 1) {
            throw new IllegalArgumentException("names no object in a bucket");
        }
        return new GcsObject(target);
    }
}
