/** Objects in buckets, S3's and Google's: where they are, and how their servers are told who asks. They are fetched as from any HTTP server. */
@NullMarked
package dev.slipway.importer.bucket;

import org.jspecify.annotations.NullMarked;
