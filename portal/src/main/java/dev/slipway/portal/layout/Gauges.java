package dev.slipway.portal.layout;

import dev.slipway.portal.access.Visit;
import java.util.List;

/** Tells how full the cluster is, at the foot of the navigation. */
public interface Gauges {
    /** Returns what this visitor may see of it. */
    List<Gauge> gauges(Visit visit);
}
