package dev.slipway.portal.images;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The columns of the list of images. */
enum ImageColumn {
    NAME("Name", ImageOrder.By.NAME, ""),
    STATE("State", ImageOrder.By.STATE, ""),
    PROJECT("Project", ImageOrder.By.PROJECT, "hide"),
    ORIGIN("From", null, "hide"),
    FORMAT("Format", null, "hide"),
    SIZE("Disk", ImageOrder.By.SIZE, "e"),
    MACHINES("Machines", ImageOrder.By.MACHINES, "e"),
    AGE("Age", ImageOrder.By.AGE, "e hide");

    private final String words;
    private final ImageOrder.@Nullable By order;
    private final String style;

    ImageColumn(String words, ImageOrder.@Nullable By order, String style) {
        this.words = words;
        this.order = order;
        this.style = style;
    }

    String words() {
        return words;
    }

    Optional<ImageOrder.By> order() {
        return Optional.ofNullable(order);
    }

    String style() {
        return style;
    }
}
