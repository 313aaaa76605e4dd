// Package api keeps the exported surface of the public packages in files, api/*.txt
// at the top of the module, so that a change of it shows in review. Its test
// compares; to accept a change:
//
//	go test ./internal/api -update
package api
