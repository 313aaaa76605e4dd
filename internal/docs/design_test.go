package docs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEachInvariantOfTheDesignNamesTestsThatExist(t *testing.T) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	require.NoError(t, err)
	text, err := os.ReadFile(filepath.Join(root, "docs", "design.md"))
	require.NoError(t, err)
	tests := goTests(t, root)
	named := regexp.MustCompile("`([a-z]+\\.Test\\w+)`").FindAllSubmatch(text, -1)
	require.NotEmpty(t, named)
	for _, name := range named {
		require.True(t, tests[string(name[1])], "docs/design.md names %s, which does not exist", name[1])
	}
}
