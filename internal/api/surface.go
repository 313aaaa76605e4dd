package api

import (
	"fmt"
	"go/types"
	"sort"
	"strings"
)

// Surface is what pkg exports, one line for each constant, variable, function,
// type, exported field and method, sorted. Promoted fields and methods are listed
// where they can be used.
func Surface(pkg *types.Package) []string {
	s := &surface{pkg: pkg}
	for _, name := range pkg.Scope().Names() {
		if obj := pkg.Scope().Lookup(name); obj.Exported() {
			s.object(obj)
		}
	}
	sort.Strings(s.lines)
	return s.lines
}

type surface struct {
	pkg   *types.Package
	lines []string
}

func (s *surface) add(format string, args ...any) {
	s.lines = append(s.lines, fmt.Sprintf(format, args...))
}

// qualify names the module's packages by their last element, others by their
// path: protoactor has a package actor too.
func (s *surface) qualify(other *types.Package) string {
	switch {
	case other == s.pkg:
		return ""
	case strings.HasPrefix(other.Path(), Module+"/"):
		return other.Name()
	}
	return other.Path()
}

func (s *surface) text(t types.Type) string { return types.TypeString(t, s.qualify) }

func (s *surface) object(obj types.Object) {
	switch obj := obj.(type) {
	case *types.Const:
		s.add("const %s %s = %s", obj.Name(), s.text(obj.Type()), obj.Val().ExactString())
	case *types.Var:
		s.add("var %s %s", obj.Name(), s.text(obj.Type()))
	case *types.Func:
		s.add("func %s%s", obj.Name(), s.signature(obj))
	case *types.TypeName:
		s.typeName(obj)
	}
}

// signature is a function's type without the word func.
func (s *surface) signature(f *types.Func) string {
	return strings.TrimPrefix(s.text(f.Type()), "func")
}

func (s *surface) typeName(obj *types.TypeName) {
	if obj.IsAlias() {
		target := types.Unalias(obj.Type())
		s.add("type %s = %s", obj.Name(), s.text(target))
		return
	}
	named := obj.Type().(*types.Named)
	params, constraints := s.parameters(named)
	name := obj.Name() + params
	head := "type " + obj.Name() + constraints
	switch under := named.Underlying().(type) {
	case *types.Struct:
		s.add("%s struct", head)
		s.fields(name, under)
		s.methods(name, named)
	case *types.Interface:
		s.add("%s interface", head)
		s.interfaceMethods(name, under)
	default:
		s.add("%s %s", head, s.text(under))
		s.methods(name, named)
	}
}

// parameters are a type's parameters, without and with their constraints.
func (s *surface) parameters(named *types.Named) (names, constraints string) {
	params := named.TypeParams()
	if params.Len() == 0 {
		return "", ""
	}
	short, long := make([]string, params.Len()), make([]string, params.Len())
	for i := range short {
		p := params.At(i)
		short[i] = p.Obj().Name()
		long[i] = short[i] + " " + s.text(p.Constraint())
	}
	return "[" + strings.Join(short, ", ") + "]", "[" + strings.Join(long, ", ") + "]"
}

func (s *surface) fields(name string, under *types.Struct) {
	for i := range under.NumFields() {
		switch f := under.Field(i); {
		case f.Exported() && f.Embedded():
			s.add("field %s: embeds %s", name, s.text(f.Type()))
		case f.Exported():
			s.add("field %s.%s %s", name, f.Name(), s.text(f.Type()))
		}
	}
}

// methods adds the exported methods of *T, which include those of T.
func (s *surface) methods(name string, named *types.Named) {
	byValue := types.NewMethodSet(named)
	all := types.NewMethodSet(types.NewPointer(named))
	for i := range all.Len() {
		m := all.At(i).Obj().(*types.Func)
		if !m.Exported() {
			continue
		}
		receiver := "*" + name
		if byValue.Lookup(m.Pkg(), m.Name()) != nil {
			receiver = name
		}
		s.add("method (%s) %s%s", receiver, m.Name(), s.signature(m))
	}
}

func (s *surface) interfaceMethods(name string, under *types.Interface) {
	sealed := false
	for i := range under.NumMethods() {
		m := under.Method(i)
		if !m.Exported() {
			sealed = true
			continue
		}
		s.add("method (%s) %s%s", name, m.Name(), s.signature(m))
	}
	if sealed {
		s.add("method (%s) has unexported ones: no other package can implement it", name)
	}
}
