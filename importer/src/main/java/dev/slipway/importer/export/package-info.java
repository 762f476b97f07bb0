/** Exports of claims over HTTPS, to whoever has the token: disks, files, and the manifests of the machine they are of. */
@NullMarked
package dev.slipway.importer.export;

import org.jspecify.annotations.NullMarked;
