namespace SchemaToolkit.Benchmarks;

/// <summary>A peer is not installed.</summary>
internal sealed class PeerMissingException(Peer peer)
    : Exception($"{peer.Name} is not installed; benchmarks/text/peers.sh installs it.");
