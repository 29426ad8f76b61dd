package florin

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// HTTP message signatures (RFC 9421) and digests (RFC 9530): the base that is signed, and how it is read and verified.

// A request as it is signed.
type outgoing struct {
	method, url string
	header      http.Header
	body        []byte
}

type parameter struct {
	name string
	text string
	// number is set where it is a whole number.
	number *int64
}

// What a signature says of itself.
type signatureInfo struct {
	// components are as they are written: "@method";req
	components []string
	parameters []parameter
	// input is the value of @signature-params, as it came.
	input     string
	signature []byte
}

func (s signatureInfo) parameter(name string) *parameter {
	var found *parameter
	for index := range s.parameters {
		if s.parameters[index].name == name {
			found = &s.parameters[index]
		}
	}
	return found
}

func (s signatureInfo) covers(component string) bool {
	for _, each := range s.components {
		if each == component {
			return true
		}
	}
	return false
}

// The value of Content-Digest.
func digestOf(body []byte) string {
	sum := sha256.Sum256(body)
	return "sha-256=:" + base64.StdEncoding.EncodeToString(sum[:]) + ":"
}

// A component as a signature writes it: of content-digest;req it is "content-digest";req.
func componentOf(name string) string {
	plain, rest, has := strings.Cut(name, ";")
	if has {
		return `"` + plain + `";` + rest
	}
	return `"` + plain + `"`
}

// The value of @signature-params.
func inputOf(components []string, parameters []parameter) string {
	written := make([]string, len(components))
	for index, each := range components {
		written[index] = componentOf(each)
	}
	input := "(" + strings.Join(written, " ") + ")"
	for _, each := range parameters {
		if each.number != nil {
			input += ";" + each.name + "=" + strconv.FormatInt(*each.number, 10)
		} else {
			input += ";" + each.name + `="` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(each.text) + `"`
		}
	}
	return input
}

// The signature base (RFC 9421 section 2.5), or nil where a component is not there. Components are as they are written.
func baseOf(components []string, input string, request outgoing, came *answer) []byte {
	var base strings.Builder
	for _, component := range components {
		value, isThere := valueOf(component, request, came)
		if !isThere {
			return nil
		}
		base.WriteString(component + ": " + value + "\n")
	}
	base.WriteString(`"@signature-params": ` + input)
	return []byte(base.String())
}

var componentForm = regexp.MustCompile(`^"([^"]+)"(;req)?$`)

func valueOf(component string, request outgoing, came *answer) (string, bool) {
	parts := componentForm.FindStringSubmatch(component)
	if parts == nil || (parts[2] != "" && came == nil) {
		return "", false
	}
	name, ofRequest := parts[1], parts[2] != "" || came == nil
	if !strings.HasPrefix(name, "@") {
		header := request.header
		if !ofRequest {
			header = came.header
		}
		return fieldOf(header, name)
	}
	if name == "@status" {
		if ofRequest {
			return "", false
		}
		return strconv.Itoa(came.status), true
	}
	target, err := url.Parse(request.url)
	if !ofRequest || err != nil {
		return "", false
	}
	switch name {
	case "@method":
		return request.method, true
	case "@target-uri":
		return request.url, true
	case "@authority":
		return authorityOf(target), true
	case "@scheme":
		return target.Scheme, true
	case "@path":
		if path := target.EscapedPath(); path != "" {
			return path, true
		}
		return "/", true
	case "@query":
		return "?" + target.RawQuery, true
	}
	return "", false
}

func fieldOf(header http.Header, name string) (string, bool) {
	values := header.Values(name)
	trimmed := make([]string, len(values))
	for index, each := range values {
		trimmed[index] = strings.TrimSpace(strings.ReplaceAll(each, "\n", " "))
	}
	return strings.Join(trimmed, ", "), len(values) > 0
}

func authorityOf(target *url.URL) string {
	authority := strings.ToLower(target.Host)
	if (target.Scheme == "https" && target.Port() == "443") || (target.Scheme == "http" && target.Port() == "80") {
		return strings.TrimSuffix(authority, ":"+target.Port())
	}
	return authority
}

const structuredName = `[a-z*][a-z0-9_.*-]*`

var (
	// A comma between quotes parts nothing.
	memberForm    = regexp.MustCompile(`(?:"(?:[^"\\]|\\.)*"|[^",])+`)
	namedMember   = regexp.MustCompile(`(?s)^\s*(` + structuredName + `)=(.*?)\s*$`)
	listForm      = regexp.MustCompile(`(?s)^\(([^()]*)\)(.*)$`)
	bytesForm     = regexp.MustCompile(`^:([A-Za-z0-9+/]*={0,2}):$`)
	parameterForm = regexp.MustCompile(`^;(` + structuredName + `)=(?:"((?:[^"\\]|\\["\\])*)"|(-?[0-9]{1,15}))`)
	escapedForm   = regexp.MustCompile(`\\(.)`)
)

// The members of a dictionary of structured fields (RFC 9651), each as it was written.
func membersOf(field string) map[string]string {
	members := map[string]string{}
	for _, part := range memberForm.FindAllString(field, -1) {
		if member := namedMember.FindStringSubmatch(part); member != nil {
			members[member[1]] = member[2]
		}
	}
	return members
}

// The parameters behind the components: texts and whole numbers. False where there is anything else.
func parametersOf(text string) ([]parameter, bool) {
	var parameters []parameter
	for text != "" {
		found := parameterForm.FindStringSubmatch(text)
		if found == nil {
			return nil, false
		}
		each := parameter{name: found[1], text: escapedForm.ReplaceAllString(found[2], "$1")}
		if found[3] != "" {
			number, _ := strconv.ParseInt(found[3], 10, 64)
			each.number = &number
		}
		parameters = append(parameters, each)
		text = text[len(found[0]):]
	}
	return parameters, true
}

// Reads the signature with this label.
func readSignature(header http.Header, label string) (signatureInfo, error) {
	inputs, _ := fieldOf(header, "Signature-Input")
	values, _ := fieldOf(header, "Signature")
	input, hasInput := membersOf(inputs)[label]
	value, hasValue := membersOf(values)[label]
	if !hasInput || !hasValue {
		return signatureInfo{}, unverified("signature_invalid", fmt.Sprintf("There is no signature with the label %s.", label))
	}
	unreadable := unverified("signature_invalid", "The signature cannot be read.")
	parts, written := listForm.FindStringSubmatch(input), bytesForm.FindStringSubmatch(value)
	if parts == nil || written == nil {
		return signatureInfo{}, unreadable
	}
	parameters, readable := parametersOf(parts[2])
	signature, err := fromBase64(written[1])
	components := strings.Fields(parts[1])
	seen := map[string]bool{}
	for _, each := range components {
		readable = readable && !seen[each]
		seen[each] = true
	}
	if !readable || err != nil {
		return signatureInfo{}, unreadable
	}
	return signatureInfo{components, parameters, input, signature}, nil
}

// What a signature is checked by.
type signatureCheck struct {
	required []string
	// find gives the public key with its algorithm, by keyid.
	find      func(id string) (any, SignatureAlgorithm, bool)
	now       time.Time
	tolerance time.Duration
}

// Says why the signature is not right: what it covers, its time, its key, its digest, and then itself.
func (c signatureCheck) run(s signatureInfo, request outgoing, came *answer) error {
	for _, name := range c.required {
		if !s.covers(componentOf(name)) {
			return unverified("signature_invalid", fmt.Sprintf("The signature does not cover %s.", componentOf(name)))
		}
	}
	created, expires := s.parameter("created"), s.parameter("expires")
	if created == nil || created.number == nil || (expires != nil && expires.number == nil) {
		return unverified("signature_invalid", "The signature does not say when it was made.")
	}
	now := float64(c.now.UnixNano()) / float64(time.Second)
	if math.Abs(now-float64(*created.number)) > c.tolerance.Seconds() || (expires != nil && float64(*expires.number) <= now) {
		return unverified("signature_expired", "The signature is too old, or a clock is wrong.")
	}
	id := s.parameter("keyid")
	if id == nil || id.number != nil {
		return unverified("signature_invalid", "The signature names no key.")
	}
	key, algorithm, known := c.find(id.text)
	if alg := s.parameter("alg"); !known || (alg != nil && alg.text != string(algorithm)) {
		return unverified("signature_invalid", "The signature is by no key that is known.")
	}
	header, body := request.header, request.body
	if came != nil {
		header, body = came.header, came.body
	}
	if s.covers(`"content-digest"`) && !isDigest(header, body) {
		return unverified("digest_mismatch", "The body is not the one that was signed.")
	}
	base := baseOf(s.components, s.input, request, came)
	if base == nil || !isSigned(key, algorithm, base, s.signature) {
		return unverified("signature_invalid", "The signature is not right.")
	}
	return nil
}

// Whether a digest of the field is that of the body, and none is another.
func isDigest(header http.Header, body []byte) bool {
	field, _ := fieldOf(header, "Content-Digest")
	sum256, sum512 := sha256.Sum256(body), sha512.Sum512(body)
	known := map[string][]byte{"sha-256": sum256[:], "sha-512": sum512[:]}
	found := false
	for name, value := range membersOf(field) {
		sum, isKnown := known[name]
		if !isKnown {
			continue
		}
		found = true
		if !hmac.Equal([]byte(value), []byte(":"+base64.StdEncoding.EncodeToString(sum)+":")) {
			return false
		}
	}
	return found
}
