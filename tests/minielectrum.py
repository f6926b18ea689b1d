#!/usr/bin/env python3
"""A small Electrum server (protocol 1.4, plain TCP, regtest) for the end-to-end tests: the real wallet daemons sync with it
and pay through it, so that no test needs a network or a block chain of its own. Everything is in memory.

usage: minielectrum.py PORT ADMINPORT [NBLOCKS]      listens on PORT to PORT+3 (four "servers" of one chain) and on ADMINPORT

The admin port takes one JSON object per line and answers each with one:
  {"cmd":"fund","address":A|"script":HEX,"sats":N}   pays N satoshis to an address; unconfirmed until mined
  {"cmd":"mine","n":1}                               mines blocks that confirm what is in the mempool
  {"cmd":"state"}                                    height, clients, mempool, broadcasts and calls so far
  {"cmd":"set","broadcast_delay":S,"broadcast_after_delay":S,"drop_broadcast_reply":bool}

It checks that inputs are known and unspent and that they cover the outputs; not signatures, proof of work or fees."""
import asyncio,json,sys,hashlib,struct,time,os
def H(b): return hashlib.sha256(hashlib.sha256(b).digest()).digest()
def hx(b): return b[::-1].hex()
def sh(spk): return hashlib.sha256(spk).digest()[::-1].hex()
BITS=0x207fffff; TARGET=0x7fffff<<(8*(0x20-3))
GEN=struct.pack('<I',1)+b'\0'*32+bytes.fromhex('4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b')[::-1]+struct.pack('<III',1296688602,BITS,2)
assert hx(H(GEN))=='0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206'
# ---- addresses
CH='qpzry9x8gf2tvdw0s3jn54khce6mua7l'
def conv(d,f,t):
    acc=bits=0;out=[]
    for v in d:
        acc=(acc<<f)|v;bits+=f
        while bits>=t: bits-=t; out.append((acc>>bits)&((1<<t)-1))
    return out
def addr2spk(a):
    if a.lower().startswith('bcrt1'):                       # bech32 v0 (BTC regtest); checksum not verified
        d=[CH.index(c) for c in a.lower()[5:]][:-6]; prog=bytes(conv(d[1:],5,8)); prog=prog[:len(d[1:])*5//8]
        return bytes([0,len(prog)])+prog
    if ':' in a or a[0] in 'qp':                              # cashaddr; checksum not verified
        p=a.split(':')[-1]; d=[CH.index(c) for c in p][:-8]; b=bytes(conv(d,5,8)); v=b[0]; h=b[1:21]
        return b'\x76\xa9\x14'+h+b'\x88\xac' if v>>3 in(0,2) else b'\xa9\x14'+h+b'\x87'
    n=0                                                       # base58
    for c in a: n=n*58+'123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'.index(c)
    b=n.to_bytes(25,'big'); h=b[1:21]
    return b'\xa9\x14'+h+b'\x87' if b[0] in(5,196) else b'\x76\xa9\x14'+h+b'\x88\xac'
# ---- tx
def vi(n): return bytes([n]) if n<253 else b'\xfd'+struct.pack('<H',n) if n<65536 else b'\xfe'+struct.pack('<I',n)
def parse(raw):
    b=raw;p=4;seg=False
    def rvi():
        nonlocal p
        x=b[p];p+=1
        if x<253:return x
        k={253:2,254:4,255:8}[x]; r=int.from_bytes(b[p:p+k],'little');p+=k;return r
    if b[4]==0 and b[5]==1: seg=True;p=6
    ins=[];s0=p
    for _ in range(rvi()):
        h=hx(b[p:p+32]);n=struct.unpack('<I',b[p+32:p+36])[0];p+=36;l=rvi();p+=l+4;ins.append((h,n))
    outs=[]
    for _ in range(rvi()):
        v=struct.unpack('<q',b[p:p+8])[0];p+=8;l=rvi();outs.append((v,b[p:p+l]));p+=l
    s1=p
    txid=hx(H(b[:4]+b[s0:s1]+b[-4:])) if seg else hx(H(b))
    return txid,ins,outs
def mktx(spk,val,cb=None):
    pt=(b'\0'*32+b'\xff'*4) if cb is not None else os.urandom(32)+struct.pack('<I',0)
    sig=cb if cb is not None else os.urandom(60)
    return struct.pack('<i',1)+b'\x01'+pt+vi(len(sig))+sig+b'\xff'*4+b'\x01'+struct.pack('<q',val)+vi(len(spk))+spk+b'\0'*4
def merkle_root(l):
    while len(l)>1:
        if len(l)%2:l=l+[l[-1]]
        l=[H(l[i]+l[i+1]) for i in range(0,len(l),2)]
    return l[0]
def branch(l,i):
    br=[]
    while len(l)>1:
        if len(l)%2:l=l+[l[-1]]
        br.append(hx(l[i^1])); l=[H(l[j]+l[j+1]) for j in range(0,len(l),2)]; i//=2
    return br
class S:
    def __init__(s,n):
        s.hdr=[GEN]; s.blk=[[]]; s.tx={}; s.height={}; s.hist={}; s.spent={}; s.mem=[]; s.broadcasts=[]; s.clients=set(); s.calls={}
        s.popt={}; s.opt=dict(broadcast_delay=0,broadcast_after_delay=0,drop_broadcast_reply=False); s.log=[]
        for _ in range(n): s.mine(quiet=True)
    def add(s,raw,check=True):
        txid,ins,outs=parse(raw)
        if txid in s.tx: raise Exception('the transaction was rejected by network rules.\n\ntxn-already-in-mempool (code 18)' if txid in s.mem else 'transaction already in block chain (code 27)')
        if check:
            tot=0
            for i in ins:
                if i[0] not in s.tx: raise Exception('the transaction was rejected by network rules.\n\nMissing inputs (code -25)')
                if i in s.spent: raise Exception('the transaction was rejected by network rules.\n\ntxn-mempool-conflict (code 18)')
                tot+=parse(s.tx[i[0]])[2][i[1]][0]
            if tot<sum(o[0] for o in outs): raise Exception('bad-txns-in-belowout (code 16)')
        s.tx[txid]=raw; s.height[txid]=0; touched=set()
        for i in ins:
            if i[0] in s.tx: s.spent[i]=txid; touched.add(sh(parse(s.tx[i[0]])[2][i[1]][1]))
        for v,spk in outs: touched.add(sh(spk))
        for k in touched: s.hist.setdefault(k,[]).append(txid)
        return txid,touched
    def mine(s,quiet=False):
        h=len(s.hdr); cb=mktx(b'\x6a',5000000000,cb=struct.pack('<I',h)+os.urandom(100)); txs=[parse(cb)[0]]+s.mem; s.tx[txs[0]]=cb; s.height[txs[0]]=h
        mr=merkle_root([bytes.fromhex(t)[::-1] for t in txs]); ts=(1296688602+600*h) if quiet else max(int(time.time()),1296688602+600*h); nonce=0
        while True:
            hd=struct.pack('<I',0x20000000)+H(s.hdr[-1])+mr+struct.pack('<III',ts,BITS,nonce)
            if int(hx(H(hd)),16)<=TARGET: break
            nonce+=1
        s.hdr.append(hd); s.blk.append(txs); touched=set()
        for t in s.mem:
            s.height[t]=h
            for k,l in s.hist.items():
                if t in l: touched.add(k)
        s.mem=[]
        return touched
    fake={}
    def history(s,k):
        l=s.hist.get(k,[]); H=lambda t: s.fake.get(t,s.height[t]); c=[(H(t),t) for t in l if H(t)>0]; u=[t for t in l if H(t)==0]
        return [{'tx_hash':t,'height':h} for h,t in sorted(c)]+[{'tx_hash':t,'height':0,'fee':200} for t in u]
    def status(s,k):
        h=s.history(k)
        return hashlib.sha256(''.join('%s:%d:'%(x['tx_hash'],x['height']) for x in h).encode()).hexdigest() if h else None
    def utxos(s,k):
        o=[]
        for t in s.hist.get(k,[]):
            for n,(v,spk) in enumerate(parse(s.tx[t])[2]):
                if sh(spk)==k and (t,n) not in s.spent: o.append({'tx_hash':t,'tx_pos':n,'value':v,'height':s.height[t]})
        return o
    def notify(s,touched=(),hdr=False):
        for c in list(s.clients):
            try:
                if hdr and c.hsub: c.send({'jsonrpc':'2.0','method':'blockchain.headers.subscribe','params':[s.tip()]})
                for k in touched:
                    if k in c.subs: c.send({'jsonrpc':'2.0','method':'blockchain.scripthash.subscribe','params':[k,s.status(k)]})
            except Exception: pass
    def tip(s): return {'hex':s.hdr[-1].hex(),'height':len(s.hdr)-1}
    def cp(s,height,cph):
        l=[H(x) for x in s.hdr[:cph+1]]; return {'root':hx(merkle_root(l)),'branch':branch(l,height)}
class C:
    def __init__(c,s,w,port=0): c.s=s;c.w=w;c.subs=set();c.hsub=False;c.port=port
    def send(c,o): c.w.write((json.dumps(o)+'\n').encode())
    async def call(c,m,p):
        s=c.s; s.calls[m]=s.calls.get(m,0)+1
        if m=='server.version': return ['minielectrum 0.1','1.4']
        if m=='server.banner': return 'minielectrum regtest'
        if m=='server.donation_address': return ''
        if m=='server.ping': return None
        if m=='server.features': return {'genesis_hash':hx(H(GEN)),'hosts':{},'protocol_max':'1.4','protocol_min':'1.4','pruning':None,'server_version':'minielectrum','hash_function':'sha256'}
        if m=='server.peers.subscribe': return []
        if m in('blockchain.relayfee','blockchain.estimatefee'): return 0.00001
        if m=='mempool.get_fee_histogram': return []
        if m=='blockchain.headers.subscribe': c.hsub=True; return s.tip()
        if m=='blockchain.block.header':
            h=s.hdr[p[0]].hex()
            return dict(header=h,**s.cp(p[0],p[1])) if len(p)>1 and p[1] else h
        if m=='blockchain.block.headers':
            a,n=p[0],p[1]; L=s.hdr[a:a+n]; r={'hex':b''.join(L).hex(),'count':len(L),'max':2016}
            if len(p)>2 and p[2] and L: r.update(s.cp(a+len(L)-1,p[2]))
            return r
        if m=='blockchain.scripthash.subscribe': c.subs.add(p[0]); return s.status(p[0])
        if m=='blockchain.scripthash.unsubscribe': c.subs.discard(p[0]); return True
        if m=='blockchain.scripthash.get_history': return s.history(p[0])
        if m=='blockchain.scripthash.listunspent': return s.utxos(p[0])
        if m=='blockchain.scripthash.get_balance':
            u=s.utxos(p[0]); return {'confirmed':sum(x['value'] for x in u if x['height']),'unconfirmed':sum(x['value'] for x in u if not x['height'])}
        if m=='blockchain.transaction.get':
            if p[0] not in s.tx: raise Exception('No such mempool or blockchain transaction')
            return s.tx[p[0]].hex()
        if m=='blockchain.transaction.get_merkle':
            h=s.height.get(p[0],0)
            if not h: raise Exception('tx not in block')
            l=s.blk[h]; i=l.index(p[0]); return {'block_height':h,'pos':i,'merkle':branch([bytes.fromhex(t)[::-1] for t in l],i)}
        if m=='blockchain.transaction.id_from_pos': return s.blk[p[0]][p[1]]
        if m=='blockchain.transaction.broadcast':
            po=s.popt.get(str(c.port),{}); o=dict(s.opt,**po)
            if o['broadcast_delay']: await asyncio.sleep(o['broadcast_delay'])
            if o.get('refuse'): s.broadcasts.append({'t':time.time(),'raw':p[0],'port':c.port,'refused':o['refuse']}); raise Exception(o['refuse'])
            if o.get('swallow'): s.broadcasts.append({'t':time.time(),'raw':p[0],'port':c.port,'swallowed':True}); return parse(bytes.fromhex(p[0]))[0]
            rec={'t':time.time(),'raw':p[0],'port':c.port}; s.broadcasts.append(rec)
            try: txid,touched=s.add(bytes.fromhex(p[0]))
            except Exception as e: rec['error']=str(e); raise
            rec['txid']=txid; s.mem.append(txid); s.notify(touched)
            if o['broadcast_after_delay']: await asyncio.sleep(o['broadcast_after_delay'])
            if o['drop_broadcast_reply']: await asyncio.sleep(3600)
            if o.get('lie'): raise Exception(o['lie'])
            if o.get('wrongtxid'): return o['wrongtxid']
            return txid
        raise Exception('unknown method '+m)
    async def one(c,q):
        try: r={'jsonrpc':'2.0','id':q.get('id'),'result':await c.call(q['method'],q.get('params',[]))}
        except Exception as e: r={'jsonrpc':'2.0','id':q.get('id'),'error':{'code':1,'message':str(e)}}
        if 'error' in r: c.s.log.append((q.get('method'),r['error']))
        c.send(r)
async def main():
    port,aport=int(sys.argv[1]),int(sys.argv[2]); s=S(int(sys.argv[3]) if len(sys.argv)>3 else 120)
    async def h(r,w):
        c=C(s,w,w.get_extra_info('sockname')[1]); s.clients.add(c)
        try:
            while True:
                l=await r.readline()
                if not l: break
                q=json.loads(l)
                for x in (q if isinstance(q,list) else [q]): asyncio.ensure_future(c.one(x))
        except Exception as e: pass
        finally: s.clients.discard(c); w.close()
    async def a(r,w):
        while True:
            l=await r.readline()
            if not l: break
            q=json.loads(l)
            try:
                if q['cmd']=='fund':
                    spk=bytes.fromhex(q['script']) if 'script' in q else addr2spk(q['address'])
                    ids=[]
                    for _ in range(q.get('count',1)):
                        t,tc=s.add(mktx(spk,q['sats']),check=False); s.mem.append(t); s.notify(tc); ids.append(t)
                    o={'txid':ids[0],'n':len(ids)}
                elif q['cmd']=='mine':
                    for _ in range(q.get('n',1)): tc=s.mine(); s.notify(tc,hdr=True)
                    o={'height':len(s.hdr)-1}
                elif q['cmd']=='pset': s.popt.setdefault(str(q['sport']),{}).update({k:v for k,v in q.items() if k not in('cmd','sport')}); o=s.popt
                elif q['cmd']=='fake':
                    s.fake[q['txid']]=q['h']; s.notify([k for k,l in s.hist.items() if q['txid'] in l]); o=s.fake
                elif q['cmd']=='kick':
                    n=0
                    for c in list(s.clients):
                        if c.port==q['sport']: c.w.close(); n+=1
                    o={'kicked':n}
                elif q['cmd']=='spender': o={'by':s.spent.get((q['txid'],q['n'])),'height':s.height.get(s.spent.get((q['txid'],q['n'])),None)}
                elif q['cmd']=='addraw':
                    t,tc=s.add(bytes.fromhex(q['raw'])); s.mem.append(t); s.notify(tc); o={'txid':t}
                elif q['cmd']=='height': o={'h':s.height.get(q['txid'])}
                elif q['cmd']=='set': s.opt.update({k:v for k,v in q.items() if k!='cmd'}); o=s.opt
                else: o={'height':len(s.hdr)-1,'clients':len(s.clients),'mempool':s.mem,'broadcasts':s.broadcasts,'calls':s.calls,'subs':sum(len(c.subs) for c in s.clients),'errors':s.log[-10:]}
            except Exception as e: o={'error':repr(e)}
            w.write((json.dumps(o)+'\n').encode())
        w.close()
    [await asyncio.start_server(h,'127.0.0.1',port+i,limit=1<<24) for i in range(4)]; srv=await asyncio.start_server(a,'127.0.0.1',aport)
    print('minielectrum',port,aport,'tip',len(s.hdr)-1,flush=True)
    await srv.serve_forever()
asyncio.run(main())
