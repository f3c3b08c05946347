namespace SchemaToolkit;

/// <summary>The names of a file's datasets: paths through its groups, without a leading slash.</summary>
internal static class Hdf5Names
{
    private const int DeepestGroup = 64;

    /// <summary>The name as it is used here. It may be given with one leading slash, as h5py shows names.</summary>
    /// <exception cref="ArgumentException">It cannot be the name of a dataset.</exception>
    public static string Valid(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        string path = name[0] == '/' ? name[1..] : name;
        return path.Split('/').Any(static part => part is "" or ".") || path.Contains('\0')
            ? throw new ArgumentException(
                $"'{name}' cannot be the name of a dataset: names are like 'sample1' or 'group/sample1', without empty parts, '.' or NUL.",
                nameof(name))
            : path;
    }

    /// <summary>Throws if a name is taken, or its path contains something that is not a group. Called under the lock.</summary>
    /// <exception cref="ArgumentException">The name cannot be used.</exception>
    public static void CheckFree(Hdf5FileHandle file, string name, in Hdf5Place place)
    {
        for (int slash = name.IndexOf('/'); slash >= 0; slash = name.IndexOf('/', slash + 1))
        {
            string group = name[..slash];
            if (Find(file, group, place) is not { } kind)
            {
                return;
            }

            if (kind != H5I.Group)
            {
                throw new ArgumentException($"{place} is not possible: '{group}' already exists and is not a group.", nameof(name));
            }
        }

        if (place.Check(H5L.Exists(file, name, Hdf5PropertyListHandle.Default)) > 0)
        {
            throw new ArgumentException($"{place} is not possible: the name is taken.", nameof(name));
        }
    }

    /// <summary>The groups on the way to a free name that are not there yet. Called under the lock.</summary>
    public static List<string> AbsentGroups(Hdf5FileHandle file, string name, in Hdf5Place place)
    {
        var absent = new List<string>();
        for (int slash = name.IndexOf('/'); slash >= 0; slash = name.IndexOf('/', slash + 1))
        {
            // In a group that is not there nothing can be looked for.
            string group = name[..slash];
            if (absent.Count > 0 || place.Check(H5L.Exists(file, group, Hdf5PropertyListHandle.Default)) == 0)
            {
                absent.Add(group);
            }
        }

        return absent;
    }

    /// <summary>Whether a group has no members. Called under the lock.</summary>
    public static bool IsEmptyGroup(Hdf5FileHandle file, string group, in Hdf5Place place)
    {
        var members = new List<string>();
        using Hdf5ObjectHandle opened = place.Check(H5O.Open(file, group, Hdf5PropertyListHandle.Default));
        place.Check(H5L.Names(opened, members));
        return members.Count == 0;
    }

    /// <summary>Throws if a name is not that of a dataset. Called under the lock.</summary>
    /// <exception cref="KeyNotFoundException">There is no dataset of this name.</exception>
    /// <exception cref="RecordFormatException">There is something of this name that libhdf5 cannot open.</exception>
    public static void CheckDataset(Hdf5FileHandle file, string name, in Hdf5Place place)
    {
        int? kind = H5I.Group;
        for (int slash = name.IndexOf('/'); slash >= 0 && kind == H5I.Group; slash = name.IndexOf('/', slash + 1))
        {
            kind = Find(file, name[..slash], place);
        }

        kind = kind == H5I.Group ? Find(file, name, place) : null;
        if (kind == -1)
        {
            using Hdf5ObjectHandle damaged = H5O.Open(file, name, Hdf5PropertyListHandle.Default);
            throw place.Damaged();
        }

        if (kind != H5I.Dataset)
        {
            const int Shown = 20;
            List<string> names = All(file, place);
            string there = names.Count == 0
                ? "It has no datasets."
                : $"It has {string.Join(", ", names.Take(Shown).Select(static n => $"'{n}'"))}"
                    + $"{(names.Count > Shown ? $" and {names.Count - Shown} more" : "")}.";
            throw new KeyNotFoundException(
                $"{place.Path} has no dataset '{name}'{(kind == H5I.Group ? "; that is a group" : "")}. {there}");
        }
    }

    /// <summary>Whether a name is taken, or a part of its path is. Called under the lock.</summary>
    /// <exception cref="ArgumentException">A part of its path is not a group.</exception>
    public static bool IsThere(Hdf5FileHandle file, string name, in Hdf5Place place)
    {
        foreach (string part in Paths(name))
        {
            int? kind = Find(file, part, place);
            if (kind is null)
            {
                return false;
            }

            if (part != name && kind != H5I.Group)
            {
                throw new ArgumentException($"{place} is not possible: '{part}' already exists and is not a group.", nameof(name));
            }
        }

        return true;
    }

    /// <summary>Opens a group or a dataset, or the file itself: <c>/</c>. Called under the lock.</summary>
    /// <exception cref="KeyNotFoundException">There is nothing of this name.</exception>
    /// <exception cref="RecordFormatException">libhdf5 cannot open it.</exception>
    public static Hdf5ObjectHandle Open(Hdf5FileHandle file, string name, in Hdf5Place place)
    {
        foreach (string part in name == "/" ? [] : Paths(name))
        {
            if (Find(file, part, place) is null)
            {
                throw new KeyNotFoundException($"{place} is not possible: there is nothing of this name.");
            }
        }

        Hdf5ObjectHandle thing = H5O.Open(file, name, Hdf5PropertyListHandle.Default);
        return thing.IsInvalid ? throw place.Damaged() : thing;
    }

    /// <summary>The names of all datasets, in order. Called under the lock.</summary>
    public static List<string> All(Hdf5FileHandle file, in Hdf5Place place)
    {
        var names = new List<string>();
        Add(file, "", names, [], 0, place);
        return names;
    }

    private static void Add(Hdf5FileHandle file, string group, List<string> names, HashSet<ulong> seen, int depth, in Hdf5Place place)
    {
        var members = new List<string>();
        using (Hdf5ObjectHandle opened = place.Check(H5O.Open(file, group.Length == 0 ? "/" : group, Hdf5PropertyListHandle.Default)))
        {
            // Links can form cycles.
            place.Check(H5O.GetAddress(opened, out ulong address));
            if (!seen.Add(address) || depth > DeepestGroup)
            {
                return;
            }

            place.Check(H5L.Names(opened, members));
        }

        foreach (string member in members)
        {
            string path = group.Length == 0 ? member : $"{group}/{member}";
            int kind;
            using (Hdf5ObjectHandle thing = H5O.Open(file, path, Hdf5PropertyListHandle.Default))
            {
                kind = thing.IsInvalid ? -1 : H5I.GetType(thing); // a broken link is not a dataset
            }

            if (kind == H5I.Dataset)
            {
                names.Add(path);
            }
            else if (kind == H5I.Group)
            {
                Add(file, path, names, seen, depth + 1, place);
            }
        }
    }

    // a, a/b, a/b/c
    private static IEnumerable<string> Paths(string name)
    {
        for (int slash = name.IndexOf('/'); slash >= 0; slash = name.IndexOf('/', slash + 1))
        {
            yield return name[..slash];
        }

        yield return name;
    }

    private static int? Find(Hdf5FileHandle file, string path, in Hdf5Place place)
    {
        if (place.Check(H5L.Exists(file, path, Hdf5PropertyListHandle.Default)) == 0)
        {
            return null;
        }

        using Hdf5ObjectHandle thing = H5O.Open(file, path, Hdf5PropertyListHandle.Default);
        return thing.IsInvalid ? -1 : H5I.GetType(thing);
    }
}
