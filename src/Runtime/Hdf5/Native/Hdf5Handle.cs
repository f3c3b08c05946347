using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>An identifier of libhdf5. The object is always closed under the lock: at once if the releasing thread holds it,
/// otherwise (as in a finalizer) by the next thread that enters.</summary>
internal abstract class Hdf5Handle() : SafeHandle(-1, ownsHandle: true)
{
    public override bool IsInvalid => handle <= 0;

    /// <summary>Closes the object and throws if that fails, which <see cref="SafeHandle.Dispose()"/> cannot.</summary>
    public void Close(in Hdf5Place place)
    {
        long id = handle;
        SetHandleAsInvalid();
        place.Check(H5I.DecRef(id));
    }

    protected sealed override bool ReleaseHandle()
    {
        if (Hdf5Gate.IsHeld)
        {
            return H5I.DecRef(handle) >= 0;
        }

        Hdf5Gate.CloseLater(handle);
        return true;
    }
}
