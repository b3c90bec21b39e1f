"""The register of contracts: thousands of them by stage, found, summed, sorted in one statement."""
