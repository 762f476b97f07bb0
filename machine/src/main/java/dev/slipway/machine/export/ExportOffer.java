package dev.slipway.machine.export;

import java.util.List;
import java.util.Optional;

/**
 * What an exporter gives out.
 *
 * @param claims the claims
 * @param listed whether the claims are among the links, and not in the archive only
 * @param backup the backup that is pulled, if that is the source
 * @param machine whether there are manifests of a machine
 * @param archive whether all is in an archive of the OCI layout, too
 */
public record ExportOffer(
        List<ExportedClaim> claims, boolean listed, Optional<ExportedBackup> backup, boolean machine, boolean archive) {
    /** Returns what is given out of claims without an archive. */
    public static ExportOffer of(List<ExportedClaim> claims, Optional<ExportedBackup> backup, boolean machine) {
        return new ExportOffer(claims, true, backup, machine, false);
    }
}
