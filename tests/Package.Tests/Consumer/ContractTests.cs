using Consumer;
using Xunit;

/// <summary>A user's tests; a test host is not their program, so the workers are told which one is.</summary>
public class ContractTests
{
    [Fact]
    public async Task TheContractHolds()
    {
        Contract.Program = typeof(Contract).Assembly.Location;
        await Contract.RunAsync();
    }
}
