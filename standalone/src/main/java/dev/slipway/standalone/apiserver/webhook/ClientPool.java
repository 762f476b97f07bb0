package dev.slipway.standalone.apiserver.webhook;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** Clients by what they trust. Where they become too many, those end that were needed longest ago and are not in use. */
public final class ClientPool<C> implements AutoCloseable {
    private final int most;
    private final Function<String, C> connect;
    private final Consumer<C> end;
    private final Map<String, Shared<C>> byKey = new LinkedHashMap<>(16, 0.75f, true);

    public ClientPool(int most, Function<String, C> connect, Consumer<C> end) {
        this.most = most;
        this.connect = connect;
        this.end = end;
    }

    private static final class Shared<C> {
        private final C client;
        private int users;

        Shared(C client) {
            this.client = client;
        }
    }

    /** A client in use. */
    public final class Lease implements AutoCloseable {
        private final Shared<C> shared;

        private Lease(Shared<C> shared) {
            this.shared = shared;
        }

        public C client() {
            return shared.client;
        }

        @Override
        public void close() {
            synchronized (ClientPool.this) {
                shared.users--;
            }
        }
    }

    public synchronized Lease lease(String key) {
        Shared<C> shared = byKey.computeIfAbsent(key, absent -> new Shared<>(connect.apply(absent)));
        shared.users++;
        endIdle();
        return new Lease(shared);
    }

    private void endIdle() {
        Iterator<Shared<C>> oldest = byKey.values().iterator();
        while (byKey.size() > most && oldest.hasNext()) {
            Shared<C> candidate = oldest.next();
            if (candidate.users == 0) {
                oldest.remove();
                end.accept(candidate.client);
            }
        }
    }

    @Override
    public synchronized void close() {
        byKey.values().forEach(shared -> end.accept(shared.client));
        byKey.clear();
    }
}
