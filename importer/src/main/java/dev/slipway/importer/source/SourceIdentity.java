package dev.slipway.importer.source;

import java.util.Optional;

/**
 * What tells one content of a source from another.
 *
 * @param url the URL, without what may be secret in it (see {@code HttpTarget.fingerprint})
 * @param etag strong entity tag, if there is one
 * @param lastModified modification date as the server wrote it, if there is one
 * @param length bytes of the whole file, -1 if not known
 */
public record SourceIdentity(String url, Optional<String> etag, Optional<String> lastModified, long length) {
    /** Returns whether the server gives anything by which a change would be noticed. */
    public boolean hasValidator() {
        return validator().isPresent();
    }

    /** Returns the value for {@code If-Range}: the strong entity tag, else the modification date. */
    public Optional<String> validator() {
        return etag.or(() -> lastModified);
    }

    /** Returns whether a part fetched under {@code later} surely belongs to the same content as one fetched under this. */
    public boolean proves(SourceIdentity later) {
        return hasValidator() && equals(later);
    }
}
