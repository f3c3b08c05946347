namespace SchemaToolkit;

/// <summary>The names of a file's datasets: paths through its groups, without a leading slash.</summary>
internal static class Hdf5Names
{
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

    /// <summary>The same for what a thing is to be called or copied to.</summary>
    /// <exception cref="ArgumentException">It cannot be a name, or is within the thing itself.</exception>
    public static string ValidTarget(string name, string newName)
    {
        newName = Valid(newName);
        return newName.StartsWith(Valid(name) + '/', StringComparison.Ordinal)
            ? throw new ArgumentException($"'{newName}' is within '{name}' itself.", nameof(newName))
            : newName;
    }

    /// <summary>Throws if a new name is within the group that is to get it, by whatever names. Called under the lock.</summary>
    /// <exception cref="ArgumentException">It is.</exception>
    public static void CheckOutside(Hdf5FileHandle file, string name, string newName, in Hdf5Place place)
    {
        (ulong, ulong)? thing = AddressOf(file, name, place);
        foreach (string part in Paths(newName))
        {
            if (part == newName || AddressOf(file, part, place) is not { } group)
            {
                return;
            }

            if (group == thing)
            {
                throw new ArgumentException($"{place} is not possible: '{newName}' is within '{name}' itself.", nameof(newName));
            }
        }
    }

    /// <summary>A name that is not taken, in the same group. Called under the lock.</summary>
    public static string FreeBeside(Hdf5FileHandle file, string name, in Hdf5Place place)
    {
        string free = name + ".new";
        while (place.Check(H5L.Exists(file, free, file.LinkAccess)) > 0)
        {
            free += ".new";
        }

        return free;
    }

    /// <summary>Throws if there is nothing of a name. Called under the lock.</summary>
    /// <exception cref="KeyNotFoundException">There is nothing.</exception>
    /// <exception cref="RecordFormatException">A part of its path leads to another file, or to what libhdf5 cannot open.</exception>
    public static void CheckThere(Hdf5FileHandle file, string name, in Hdf5Place place)
    {
        int? kind = H5I.Group;
        for (int slash = name.IndexOf('/'); slash >= 0 && kind == H5I.Group; slash = name.IndexOf('/', slash + 1))
        {
            kind = Find(file, name[..slash], place);
        }

        if (kind != H5I.Group || place.Check(H5L.Exists(file, name, file.LinkAccess)) == 0)
        {
            throw new KeyNotFoundException($"{place} is not possible: there is nothing of this name.");
        }
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

        if (place.Check(H5L.Exists(file, name, file.LinkAccess)) > 0)
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
            if (absent.Count > 0 || place.Check(H5L.Exists(file, group, file.LinkAccess)) == 0)
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
        using Hdf5ObjectHandle opened = place.Check(H5O.Open(file, group, file.LinkAccess));
        place.Check(H5L.Names(opened, members));
        return members.Count == 0;
    }

    /// <summary>How new links are made. Called under the lock.</summary>
    public static Hdf5PropertyListHandle Links(in Hdf5Place place)
    {
        Hdf5PropertyListHandle link = place.Check(H5P.Create(H5P.LinkCreate));
        place.Check(H5P.SetCreateIntermediateGroup(link, 1));
        place.Check(H5P.SetCharEncoding(link, H5T.Utf8));
        return link;
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
            using Hdf5ObjectHandle damaged = H5O.Open(file, name, file.LinkAccess);
            throw Unopened(name, place);
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

    /// <summary>Throws if a name is not that of a group. Called under the lock.</summary>
    /// <exception cref="KeyNotFoundException">There is no group of this name.</exception>
    public static void CheckGroup(Hdf5FileHandle file, string name, in Hdf5Place place)
    {
        foreach (string part in Paths(name))
        {
            if (Find(file, part, place) != H5I.Group)
            {
                throw new KeyNotFoundException($"{place.Path} has no group '{name}'.");
            }
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

        Hdf5ObjectHandle thing = H5O.Open(file, name, file.LinkAccess);
        return thing.IsInvalid ? throw Unopened(name, place) : thing;
    }

    /// <summary>The names of all datasets, in order. Called under the lock.</summary>
    public static List<string> All(Hdf5FileHandle file, in Hdf5Place place) => All(file, [], place);

    /// <summary>The same, and what is left out.</summary>
    public static List<string> All(Hdf5FileHandle file, List<Hdf5LeftOut> leftOut, in Hdf5Place place)
    {
        // Links can form cycles, so a group is gone through once; the same address in another file is another group.
        var names = new List<string>();
        var seen = new Dictionary<(ulong File, ulong Address), string>();
        var waiting = new Stack<string>(["/"]);
        while (waiting.TryPop(out string? path))
        {
            var members = new List<string>();
            using (Hdf5ObjectHandle thing = H5O.Open(file, path, file.LinkAccess))
            {
                if (thing.IsInvalid && path == "/")
                {
                    throw place.Damaged();
                }

                if (thing.IsInvalid)
                {
                    string? other = Hdf5LinkRefusal.Take();
                    leftOut.Add(new Hdf5LeftOut(
                        path,
                        other is null ? "it leads nowhere, or what is there is damaged" : $"it leads to another file, '{other}'"));
                    H5E.Take();
                    continue;
                }

                int kind = H5I.GetType(thing);
                if (kind == H5I.Dataset)
                {
                    names.Add(path);
                }

                if (kind != H5I.Group)
                {
                    continue;
                }

                place.Check(H5O.GetAddress(thing, out ulong number, out ulong address));
                if (!seen.TryAdd((number, address), path))
                {
                    leftOut.Add(new Hdf5LeftOut(path, $"it is another name of the group '{seen[(number, address)]}'"));
                    continue;
                }

                place.Check(H5L.Names(thing, members));
            }

            for (int i = members.Count - 1; i >= 0; i--)
            {
                waiting.Push(path == "/" ? members[i] : $"{path}/{members[i]}");
            }
        }

        return names;
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

    // Null if there is nothing that can be opened.
    private static (ulong File, ulong Address)? AddressOf(Hdf5FileHandle file, string path, in Hdf5Place place)
    {
        using Hdf5ObjectHandle thing = H5O.Open(file, path, file.LinkAccess);
        if (thing.IsInvalid)
        {
            _ = Hdf5LinkRefusal.Take();
            _ = H5E.Take();
            return null;
        }

        place.Check(H5O.GetAddress(thing, out ulong number, out ulong address));
        return (number, address);
    }

    private static int? Find(Hdf5FileHandle file, string path, in Hdf5Place place)
    {
        if (place.Check(H5L.Exists(file, path, file.LinkAccess)) == 0)
        {
            return null;
        }

        using Hdf5ObjectHandle thing = H5O.Open(file, path, file.LinkAccess);
        return !thing.IsInvalid ? H5I.GetType(thing) : Hdf5LinkRefusal.Take() is { } other ? throw Refused(path, other, place) : -1;
    }

    private static Exception Unopened(string path, in Hdf5Place place)
        => Hdf5LinkRefusal.Take() is { } other ? Refused(path, other, place) : place.Damaged();

    private static RecordFormatException Refused(string path, string other, in Hdf5Place place)
        => new($"{place} is not possible: '{path}' leads to another file, '{other}'. "
            + $"{nameof(Hdf5ReadOptions)}.{nameof(Hdf5ReadOptions.AllowExternalLinks)} follows such links; that is for files you trust.");
}
