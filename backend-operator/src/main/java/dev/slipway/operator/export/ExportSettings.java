package dev.slipway.operator.export;

import dev.slipway.operator.datavolume.ImporterSettings;
import java.util.Optional;

/**
 * How exports are served.
 *
 * @param namespace where the product is installed
 * @param importer the image that exporters share with importers
 * @param front where clients outside reach them; nothing if an Ingress may say so
 */
public record ExportSettings(String namespace, ImporterSettings importer, Optional<ExportFront> front) {}
