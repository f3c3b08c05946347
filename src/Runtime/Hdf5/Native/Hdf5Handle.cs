using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>An identifier of libhdf5. Wherever it is released, the object is closed under the lock: at once by a thread
/// that holds it, else (a finalizer, above all) by the next that enters.</summary>
internal abstract class Hdf5Handle() : SafeHandle(-1, ownsHandle: true)
{
    public override bool IsInvalid => handle <= 0;

    /// <summary>Closes the object and says whether that went well, which <see cref="SafeHandle.Dispose()"/> cannot.</summary>
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
