namespace SchemaToolkit;

/// <summary>A type with the types of its members and elements, at any depth. Called under the lock.</summary>
internal static class Hdf5TypeParts
{
    /// <summary>Whether the type, or a part of it that is no compound or array itself, is one of a kind.</summary>
    public static bool Any(Hdf5TypeHandle type, Func<Hdf5TypeHandle, bool> isOne)
    {
        Hdf5TypeClass kind = H5T.GetClass(type);
        if (kind == Hdf5TypeClass.Array)
        {
            using Hdf5TypeHandle element = H5T.GetSuper(type);
            return Any(element, isOne);
        }

        if (kind != Hdf5TypeClass.Compound)
        {
            return isOne(type);
        }

        int count = H5T.GetMemberCount(type);
        for (uint i = 0; i < count; i++)
        {
            using Hdf5TypeHandle member = H5T.GetMemberType(type, i);
            if (Any(member, isOne))
            {
                return true;
            }
        }

        return false;
    }
}
