package dev.slipway.portal.exports;

import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ClusterMirror;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.live.LivePart;
import dev.slipway.portal.live.LiveView;
import dev.slipway.portal.live.Pulse;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Optional;

/** State, links and time left on the page of an export. */
@Singleton
class ExportLive implements LivePart {
    private final Exports exports;
    private final ClusterMirror mirror;
    private final Pulse pulse;

    ExportLive(Exports exports, ClusterMirror mirror, Pulse pulse) {
        this.exports = exports;
        this.mirror = mirror;
        this.pulse = pulse;
    }

    @PostConstruct
    void follow() {
        mirror.exports().listen(_ -> pulse.beat());
    }

    @Override
    public Optional<LiveView> open(Visit visit, MultivaluedMap<String, String> wanted) {
        String export = wanted.getFirst("export");
        String[] parts = export == null ? new String[0] : export.split("/", -1);
        if (parts.length != 2) {
            return Optional.empty();
        }
        ObjectKey key = new ObjectKey(parts[0], parts[1]);
        return Optional.of(new LiveView() {
            private Optional<ExportRow> told = Optional.empty();

            @Override
            public Update next() {
                Optional<ExportRow> now = exports.find(visit, key);
                if (now.equals(told)) {
                    return Update.NOTHING;
                }
                told = now;
                return now.map(row -> Update.of(
                                List.of(Templates.body(exports.page(visit, row)).render())))
                        .orElse(Update.STALE);
            }
        });
    }
}
