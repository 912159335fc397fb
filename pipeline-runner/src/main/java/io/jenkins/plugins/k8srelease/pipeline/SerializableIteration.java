package io.jenkins.plugins.k8srelease.pipeline;

import java.io.Serializable;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/** Lets loops over the JDK's collections survive a save in their middle, as Jenkins' own category does. */
public final class SerializableIteration {

    private SerializableIteration() {}

    private static final class Position<E> implements Iterator<E>, Serializable {

        private static final long serialVersionUID = 1;
        private final ArrayList<E> list;
        private int next;

        Position(Collection<E> elements) {
            this.list = new ArrayList<>(elements);
        }

        @Override
        public boolean hasNext() {
            return next < list.size();
        }

        @Override
        public E next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return list.get(next++);
        }
    }

    public static <E> Iterator<E> iterator(List<E> list) {
        return new Position<>(list);
    }

    public static <E> Iterator<E> iterator(Set<E> set) {
        return new Position<>(set);
    }

    public static <K, V> Set<Map.Entry<K, V>> entrySet(Map<K, V> map) {
        Set<Map.Entry<K, V>> entries = new LinkedHashSet<>();
        map.forEach((k, v) -> entries.add(new AbstractMap.SimpleImmutableEntry<>(k, v)));
        return entries;
    }

    public static <K> Set<K> keySet(Map<K, ?> map) {
        return new LinkedHashSet<>(map.keySet());
    }

    public static <V> Collection<V> values(Map<?, V> map) {
        return new ArrayList<>(map.values());
    }
}
