package dev.slipway.portal.create;

import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.images.ImageRow;
import java.util.List;
import java.util.Optional;

/**
 * What a form can choose from.
 *
 * @param projects projects in which the visitor may create machines
 * @param images images that the visitor may see, those of the project first
 * @param claims claims of the project that no machine uses
 * @param networks network attachments of the project
 * @param classes storage classes
 * @param usualClass the cluster's default; empty if it has none
 */
public record Choices(
        List<String> projects,
        List<ImageRow> images,
        List<String> claims,
        List<String> networks,
        List<String> classes,
        String usualClass) {
    public Choices {
        projects = List.copyOf(projects);
        images = List.copyOf(images);
        claims = List.copyOf(claims);
        networks = List.copyOf(networks);
        classes = List.copyOf(classes);
    }

    /** Returns the image with a key. */
    public Optional<ImageRow> image(ObjectKey key) {
        return images.stream().filter(row -> row.key().equals(key)).findFirst();
    }

    /** Returns the first image that machines can be made from. */
    Optional<ImageRow> firstReady() {
        return images.stream().filter(row -> row.state().ready()).findFirst();
    }
}
